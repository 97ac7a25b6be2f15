// A worker's servers of all upstreams of a policy, with the current addresses of their names.
// Tests: upstream_servers_test.cc.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "gate/policy/policy.h"
#include "nginx/balancer.h"
#include "nginx/name_watch.h"

namespace gatehouse::nginx {

class UpstreamServers {
 public:
  // How long a new worker waits for the first resolution of names. It accepts no request before.
  static constexpr std::chrono::milliseconds kFirstLook{2000};

  UpstreamServers(const gate::Policy& policy, NameWatch::Resolve resolve, NameWatch::Pace pace);

  // Returns the balancer with the newest addresses. This invalidates endpoints from earlier calls.
  [[nodiscard]] Balancer& Of(size_t upstream);
  // Records that a server did not answer.
  void Failed(size_t upstream, const SocketAddress& address, base::Steady now);

  // Returns a sentence for each name that has lost its addresses, or got some again, since the last call.
  [[nodiscard]] std::vector<std::string> TakeNews();

 private:
  void TakeAddresses();

  const gate::Policy& policy_;
  std::vector<Balancer> balancers_;  // parallel to policy.upstreams
  std::optional<NameWatch> watch_;   // set if a server has a name
  uint64_t version_ = 0;             // version of the watch's addresses in use
  NameWatch::Addresses told_;
};

}  // namespace gatehouse::nginx
