// Alerts as a part of the daemon (rows A14 C14): what becomes of an incident is put into the queue of each receiver in
// the very transaction that writes the incident, and sent from there. doc/alerts.md is its manual. Tests:
// alerts_test.cc, tests/watch/test_alerts.py.
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "control/alerts/alert.h"
#include "control/alerts/channel.h"
#include "control/alerts/delivery.h"
#include "control/service/part.h"
#include "gate/policy/policy.h"

namespace gatehouse::alerts {

struct AlertsContext {
  store::Database& database;
  const gate::Policy& policy;  // with `control`
  ResolveSecret resolve;
  // What the other receivers should be told (AlertChannelQueue::Complaint), for the event log.
  std::function<void(std::string_view words, base::Wall now)> complain = {};
};

class Alerts final : public service::Part {
 public:
  explicit Alerts(const AlertsContext& context);

  service::HttpRoutes PublicRoutes() override { return {}; }
  service::HttpRoutes AdminRoutes() override;
  base::Result<> Begin(base::Now /*now*/) override { return {}; }
  void Tick(base::Now now) override;

  // In the transaction that has changed the incident.
  void Queue(store::Transaction& sql, const store::Incident& incident, AlertCause cause, base::Wall time);
  // What a person has changed: told if it is closed, or if it was assessed to be more severe.
  void QueueChange(store::Transaction& sql, const store::Incident& before, const store::Incident& after,
                   base::Wall time);
  [[nodiscard]] std::vector<AlertChannelQueue::State> Look() const;

 private:
  [[nodiscard]] service::HttpResponse Status() const;
  [[nodiscard]] service::HttpResponse Test(const service::HttpRequest& request);

  AlertsContext context_;
  std::vector<std::unique_ptr<AlertChannelQueue>> channels_;
  bool cleared_ = false;  // of the alerts for receivers that there are no more
};

}  // namespace gatehouse::alerts
