// The servers of all upstreams of a policy, and the addresses that their names have now: what a worker keeps of them.
// Shown by upstream_servers_test.cc.
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
  // How long a worker that begins waits for its first look at the names. It accepts no request before.
  static constexpr std::chrono::milliseconds kFirstLook{2000};

  UpstreamServers(const gate::Policy& policy, NameWatch::Resolve resolve, NameWatch::Pace pace);

  // With the newest addresses; what earlier calls have handed out of it is no longer valid.
  [[nodiscard]] Balancer& Of(size_t upstream);
  // A server did not answer.
  void Failed(size_t upstream, const SocketAddress& address, base::Steady now);

  // One sentence for each name that has lost its addresses, or has got some again, since the last call.
  [[nodiscard]] std::vector<std::string> TakeNews();

 private:
  void TakeAddresses();

  const gate::Policy& policy_;
  std::vector<Balancer> balancers_;  // parallel to policy.upstreams
  std::optional<NameWatch> watch_;   // where a server has a name
  uint64_t version_ = 0;             // of the watch, as taken
  NameWatch::Addresses told_;
};

}  // namespace gatehouse::nginx
