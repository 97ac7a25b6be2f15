// The watcher: follows the event log, applies the rules, and blocks. It stores findings and its position in the log in
// one transaction, so that every event counts exactly once, however the daemon ends. A failing database delays no
// block. Shown by watch_test.cc and tests/watch/.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "control/service/gate_link.h"
#include "control/service/part.h"
#include "control/service/sealer.h"
#include "control/store/database.h"
#include "control/watch/audit_log.h"
#include "control/watch/finding_sink.h"
#include "control/watch/log_follower.h"
#include "control/watch/response.h"
#include "detect/engine.h"
#include "gate/policy/policy.h"
#include "state/region.h"

namespace gatehouse::watch {

// All of it must outlive the watcher.
struct WatchContext {
  store::Database& database;
  service::GateLink& gate;
  const state::Region& region;
  const gate::Policy& policy;
  const service::Sealer& sealer;
  FindingSink* sink = nullptr;  // null: findings are kept, and that is all
};

class Watch final : public service::Part {
 public:
  // A rules file that cannot be read, or has faults, is an Error of Begin.
  explicit Watch(const WatchContext& context);
  ~Watch() override;

  service::HttpRoutes PublicRoutes() override { return {}; }
  service::HttpRoutes AdminRoutes() override;
  base::Result<> Begin(base::Now now) override;
  void Tick(base::Now) override {}  // all is done in Step, by its thread

  // What has come in since: called many times a second, from one thread.
  void Step(base::Now now);

 private:
  void LiftProtected(const std::vector<detect::Rule>& rules, base::Wall now);
  [[nodiscard]] base::Result<> Open();
  void Follow(base::Now now);
  void Seal(base::Now now);
  void Forget(base::Now now);
  void Take(const LogFollower::Line& line, base::Now now);
  void Answer(std::vector<detect::Finding> found, base::Wall now);
  void TellBlock(const store::StoredFinding& answered, base::Wall now);
  void FillEvidence(detect::Finding& finding);
  [[nodiscard]] base::Result<> Commit();
  void TellFault(const base::Error& error, base::Now now);
  [[nodiscard]] service::HttpResponse List(const service::HttpRequest& request);
  [[nodiscard]] service::HttpResponse Status();

  WatchContext context_;
  Response response_;
  std::string log_;
  std::optional<detect::Engine> engine_;
  std::optional<AuditLog> audit_;
  events::LineParser parser_;
  std::optional<LogFollower> follower_;
  std::optional<store::WatchPlace> committed_;
  uint64_t lines_ = 0;   // seen since the commit
  uint64_t events_ = 0;  // that they stand for
  std::vector<store::StoredFinding> pending_;
  std::vector<detect::Finding> found_;
  std::optional<base::Steady> committed_at_;
  std::optional<base::Steady> told_at_;  // a fault
  std::optional<base::Steady> forgot_at_;
  std::optional<base::Steady> retained_at_;
  bool gap_told_ = false;
};

}  // namespace gatehouse::watch
