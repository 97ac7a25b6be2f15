// The console, a part of the daemon: its files, its data and its actions, for people with the role admin, which the
// gate checks. Described in doc/console.md. Tests: console_test.cc, tests/watch/test_console.py.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "control/alerts/alerts.h"
#include "control/console/assets.h"
#include "control/console/event_tail.h"
#include "control/console/history.h"
#include "control/console/policy_places.h"
#include "control/incidents/incidents.h"
#include "control/service/gate_link.h"
#include "control/service/part.h"
#include "control/store/database.h"
#include "detect/rule.h"
#include "gate/policy/policy.h"
#include "state/region.h"

namespace gatehouse::console {

// Limit of simultaneous live streams: each uses a thread of the server.
inline constexpr int kMostStreams = 8;

struct ConsoleContext {
  const state::Region& region;
  service::GateLink& link;
  store::Database& database;
  const gate::Policy& policy;  // must have `control` with `people`
  incidents::Incidents& incidents;
  const alerts::Alerts& alerts;
  std::string policy_file;
  std::string folder = Assets::Folder();
};

class Console final : public service::Part {
 public:
  explicit Console(const ConsoleContext& context);

  service::HttpRoutes PublicRoutes() override;
  service::HttpRoutes AdminRoutes() override { return {}; }
  base::Result<> Begin(base::Now now) override;
  void Tick(base::Now now) override;

 private:
  [[nodiscard]] service::HttpResponse Index(const service::HttpRequest& request) const;
  [[nodiscard]] service::HttpResponse Data(const service::HttpRequest& request) const;
  [[nodiscard]] service::HttpResponse Live(const service::HttpRequest& request) const;
  [[nodiscard]] service::HttpResponse Explain(const service::HttpRequest& request) const;
  [[nodiscard]] service::HttpResponse Block(const service::HttpRequest& request);
  [[nodiscard]] service::HttpResponse Unblock(const service::HttpRequest& request);

  ConsoleContext context_;
  Assets assets_;
  PolicyPlaces places_;
  std::vector<detect::Rule> rules_;  // of detection; empty without `control.watch`
  History history_;
  std::shared_ptr<EventTail> tail_;            // a stream may outlive this part
  std::shared_ptr<std::atomic<int>> streams_;  // likewise
};

}  // namespace gatehouse::console
