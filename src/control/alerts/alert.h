// One alert: what is told of an incident, and how it stands in the queue. Whatever came from outside is redacted when
// it is made, so that no receiver, no queue and no backup ever holds a secret. Shown by alert_test.cc.
#pragma once

#include <string>
#include <string_view>

#include "control/store/alert_queue.h"
#include "control/store/incidents.h"

namespace gatehouse::alerts {

// What has become of the incident.
enum class AlertCause : uint8_t { kOpened, kWorse, kGoesOn, kClosed };
[[nodiscard]] std::string_view Name(AlertCause cause);  // "opened" "worse" "goes_on" "closed"

// JSON: incident, cause, severity, rule, subject, sentence, findings, stage, time.
[[nodiscard]] std::string AlertContent(const store::Incident& incident, AlertCause cause, base::Wall time);

}  // namespace gatehouse::alerts
