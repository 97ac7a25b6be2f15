// From findings to incidents to alerts, in the transaction that writes the findings. Tests:
// incident_sink_test.cc, tests/watch/test_alerts.py.
#pragma once

#include "control/alerts/alerts.h"
#include "control/watch/finding_sink.h"

namespace gatehouse::alerts {

class IncidentSink final : public watch::FindingSink {
 public:
  explicit IncidentSink(Alerts& alerts) : alerts_(alerts) {}

  base::Result<> Take(store::Transaction& sql, const store::StoredFinding& finding) override;
  void Committed() override {}  // alerts are sent with the next tick

 private:
  Alerts& alerts_;
};

}  // namespace gatehouse::alerts
