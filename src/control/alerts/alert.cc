#include "control/alerts/alert.h"

#include <array>
#include <nlohmann/json.hpp>

#include "base/rfc3339.h"
#include "control/service/admin_body.h"
#include "control/service/json_text.h"
#include "events/redaction.h"

namespace gatehouse::alerts {

std::string_view Name(AlertCause cause) {
  constexpr std::array<std::string_view, 4> kNames = {"opened", "worse", "goes_on", "closed"};
  return kNames[static_cast<size_t>(cause)];
}

std::string AlertContent(const store::Incident& incident, AlertCause cause, base::Wall time) {
  using events::Redact;
  const nlohmann::ordered_json content = {{"incident", incident.id},
                                          {"cause", Name(cause)},
                                          {"severity", gate::Name(incident.severity)},
                                          {"rule", incident.rule},
                                          {"subject", Redact(incident.subject.Text())},
                                          {"sentence", Redact(incident.sentence)},
                                          {"findings", incident.findings},
                                          {"subjects", incident.subjects},
                                          {"stage", Name(incident.stage)},
                                          {"opened", base::TimeText(incident.opened)},
                                          {"time", base::TimeText(time)}};
  return service::JsonText(content);
}

}  // namespace gatehouse::alerts
