// One message to one receiver, as its kind wants it. Shown by delivery_test.cc and
// tests/watch/test_alerts.py.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/secret_string.h"
#include "control/store/alert_queue.h"
#include "gate/policy/alert_settings.h"

namespace gatehouse::alerts {

// The value behind a reference of the policy's.
using ResolveSecret = std::function<base::Result<base::SecretString>(std::string_view reference)>;

// Returns once the receiver has accepted it: a 2xx, the mail server's word, exit status 0. Anything else is an Error
// that says what, and the message is to be sent again. A redirect is not an answer: it is not followed, wherever it
// leads. The text says who did not get it although others of the same receiver did; it is empty in all other cases.
[[nodiscard]] base::Result<std::string> Deliver(const gate::AlertChannel& channel,
                                                const std::vector<store::QueuedAlert>& alerts, std::string_view gate,
                                                const ResolveSecret& resolve, base::Wall now);

}  // namespace gatehouse::alerts
