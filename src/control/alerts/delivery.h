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

// What came of a message that was accepted.
struct Delivered {
  // Who did not get it although others of the same receiver did, as a sentence; else empty.
  std::string left_out;
  // The mailboxes among them that may accept it later: their server answered 4xx, as one that greylists does.
  std::vector<std::string> later;
};

// Returns once the receiver has accepted it: a 2xx, the mail server's word, exit status 0. Anything else is an Error
// that says what, and the message is to be sent again. A redirect is not an answer: it is not followed, wherever it
// leads.
[[nodiscard]] base::Result<Delivered> Deliver(const gate::AlertChannel& channel,
                                              const std::vector<store::QueuedAlert>& alerts, std::string_view gate,
                                              const ResolveSecret& resolve, base::Wall now);

}  // namespace gatehouse::alerts
