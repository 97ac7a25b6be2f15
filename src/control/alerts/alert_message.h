// Queued alerts as their receivers want them: our JSON, Alertmanager's, a mail. doc/alerts.md shows each. Shown by
// alert_message_test.cc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "control/store/alert_queue.h"
#include "gate/policy/alert_settings.h"

namespace gatehouse::alerts {

// {"version": 1, "gate": URL, "sent": time, "alerts": [{"id": 7, …}]}
[[nodiscard]] std::string GatehouseMessage(const std::vector<store::QueuedAlert>& alerts, std::string_view gate,
                                           base::Wall now);
// A list for POST /api/v2/alerts (Alertmanager's OpenAPI specification).
[[nodiscard]] std::string AlertmanagerMessage(const std::vector<store::QueuedAlert>& alerts, std::string_view gate);
// RFC 5322, plain text in UTF-8.
[[nodiscard]] std::string MailMessage(const std::vector<store::QueuedAlert>& alerts, const gate::AlertChannel& channel,
                                      std::string_view gate, base::Wall now);

// "t=SECONDS,v1=HEX": HMAC-SHA256 over "SECONDS.BODY".
inline constexpr std::string_view kSignatureHeader = "X-Gatehouse-Signature";
[[nodiscard]] std::string SignatureOf(std::string_view secret, std::string_view body, base::Wall now);

}  // namespace gatehouse::alerts
