// The daemon's parts under one policy, and their endpoints with the daemon's own. A changed policy makes new ones;
// those that are still answering a request live until they have answered. Shown by tests/control/.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "control/alerts/delivery.h"
#include "control/service/gate_link.h"
#include "control/service/hash_queue.h"
#include "control/service/http.h"
#include "control/service/part.h"
#include "control/service/sealer.h"
#include "control/store/database.h"
#include "gate/policy/policy.h"
#include "state/region.h"

namespace gatehouse::watch {
class FindingSink;
class Watch;
}  // namespace gatehouse::watch

namespace gatehouse::control {

class Endpoints {
 public:
  struct Services {
    store::Database& database;
    service::GateLink& gate;
    const service::Sealer& sealer;
    service::HashQueue& hashes;
    const state::Region& region;
    alerts::ResolveSecret resolve;  // what the policy names by reference
  };
  // Every part has begun. The services must outlive it.
  [[nodiscard]] static base::Result<std::shared_ptr<Endpoints>> Make(std::shared_ptr<const gate::Policy> policy,
                                                                     const Services& services,
                                                                     const std::string& policy_file);

  [[nodiscard]] static service::HttpRoutes Public(const std::shared_ptr<Endpoints>& endpoints);
  [[nodiscard]] static service::HttpRoutes Admin(const std::shared_ptr<Endpoints>& endpoints);
  // What a request gets for which there is no place now: 503, in the form that its client reads.
  [[nodiscard]] static service::HttpResponse Busy(const service::HttpRequest& request);
  // What is due by `now`; a part that fails is named on stderr and asked again the next time.
  void Tick(base::Now now);
  // Tells sums of repeated events; reads what has come into the event log since, with `control.watch`.
  void LookAtLog(base::Now now);
  [[nodiscard]] const gate::Policy& policy() const { return *policy_; }

 private:
  Endpoints(std::shared_ptr<const gate::Policy> policy, service::GateLink& gate, std::string policy_file,
            std::string database_kind);
  [[nodiscard]] service::HttpResponse Status() const;

  std::shared_ptr<const gate::Policy> policy_;
  service::GateLink& gate_;
  std::string policy_file_;
  std::string database_kind_;
  base::Wall since_;
  std::unique_ptr<watch::FindingSink> sink_;  // of what watches the event log
  std::vector<std::unique_ptr<service::Part>> parts_;
  watch::Watch* watch_ = nullptr;  // one of them
};

}  // namespace gatehouse::control
