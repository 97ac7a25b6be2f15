#include "control/alerts/incident_sink.h"

#include "control/incidents/incident_book.h"

namespace gatehouse::alerts {
namespace {

// An incident that goes on is told of again after ten, a hundred, a thousand findings.
bool IsPowerOfTen(int64_t count) {
  while (count >= 10 && count % 10 == 0) count /= 10;
  return count == 1;
}

}  // namespace

base::Result<> IncidentSink::Take(store::Transaction& sql, const store::StoredFinding& finding) {
  // What is only worth knowing, such as a change of the configuration by an operator, is a finding and no incident.
  if (finding.finding.severity == gate::Severity::kInfo) return {};
  const incidents::IncidentBook::Taken taken = incidents::IncidentBook::Take(sql, finding);
  const base::Wall time = finding.finding.time;
  if (taken.opened) {
    alerts_.Queue(sql, taken.incident, AlertCause::kOpened, time);
  } else if (taken.worse) {
    alerts_.Queue(sql, taken.incident, AlertCause::kWorse, time);
  } else if (IsPowerOfTen(taken.incident.findings)) {
    alerts_.Queue(sql, taken.incident, AlertCause::kGoesOn, time);
  }
  return {};
}

}  // namespace gatehouse::alerts
