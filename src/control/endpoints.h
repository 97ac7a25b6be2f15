// The daemon's parts for one policy, and all endpoints. A changed policy gets a new object;
// the old one lives until its requests are answered. Tests: endpoints_test.cc, tests/control/.
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
#include "control/sharing/sharer.h"
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
    alerts::ResolveSecret resolve;  // resolves the policy's references
    const sharing::Sharer* sharer;  // null if the limits are not shared
  };
  // Creates and begins all parts. The services must outlive the object.
  [[nodiscard]] static base::Result<std::shared_ptr<Endpoints>> Make(std::shared_ptr<const gate::Policy> policy,
                                                                     const Services& services,
                                                                     const std::string& policy_file);

  [[nodiscard]] static service::HttpRoutes Public(const std::shared_ptr<Endpoints>& endpoints);
  [[nodiscard]] static service::HttpRoutes Admin(const std::shared_ptr<Endpoints>& endpoints);
  // The response to a request that finds no place: 503, in the format that its client expects.
  [[nodiscard]] static service::HttpResponse Busy(const service::HttpRequest& request);
  // Does the work that is due. A part that fails is named on stderr and called again the next time.
  void Tick(base::Now now);
  // Writes the sums of repeated events; reads new events of the log, with `control.watch`.
  void LookAtLog(base::Now now);
  [[nodiscard]] const gate::Policy& policy() const { return *policy_; }

 private:
  Endpoints(std::shared_ptr<const gate::Policy> policy, const Services& services, std::string policy_file);
  [[nodiscard]] service::HttpResponse Status() const;

  std::shared_ptr<const gate::Policy> policy_;
  service::GateLink& gate_;
  std::string policy_file_;
  const sharing::Sharer* sharer_;
  std::string database_kind_;
  base::Wall since_;
  std::unique_ptr<watch::FindingSink> sink_;  // receives the findings of the watch
  std::vector<std::unique_ptr<service::Part>> parts_;
  watch::Watch* watch_ = nullptr;  // one of the parts, or null
};

}  // namespace gatehouse::control
