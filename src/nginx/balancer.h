// Which server of an upstream a request goes to, as one worker sees them: each in turn, and one that has just failed
// only when nothing else is left. Memory of a failure never refuses a request: a server that is back is found by the
// next one. Time is an argument. Shown by balancer_test.cc and tests/field/test_upstreams.py.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ip.h"
#include "gate/policy/policy.h"
#include "nginx/socket_address.h"

namespace gatehouse::nginx {

class Balancer {
 public:
  // For how long a server that failed is left out, as long as there is another.
  static constexpr std::chrono::milliseconds kLeftOut{1000};

  struct Endpoint {
    SocketAddress address;
    std::string name;  // "10.0.0.1:80", "api.internal:80 at 10.0.0.1", "unix:/run/s.sock": for nginx's error log
    size_t server = 0;
    bool failed = false;
    base::Steady failed_at{};
  };

  // What one request has tried so far. Of other addresses, and of more than 64, nothing is remembered.
  struct Tried {
    uint64_t endpoints = 0;
    uint64_t version = 0;
  };

  // Servers whose host is an address, or that have a path, are known at once.
  explicit Balancer(const gate::Upstream& upstream);

  // What the name of server number `server` stands for now. An empty list keeps what was known: a resolver that does
  // not answer is no reason to forget.
  void SetAddresses(size_t server, const std::vector<base::IpAddress>& addresses);

  // Null where no server has an address. Valid until SetAddresses.
  [[nodiscard]] const Endpoint* Next(Tried& tried, base::Steady now);
  void Failed(const SocketAddress& address, base::Steady now);
  void Worked(const SocketAddress& address);

  [[nodiscard]] size_t size() const { return endpoints_.size(); }
  // The first server's name, for saying that it has no address.
  [[nodiscard]] const std::string& host() const { return upstream_.servers.front().host; }

 private:
  [[nodiscard]] bool LeftOut(const Endpoint& endpoint, base::Steady now) const;
  [[nodiscard]] Endpoint* Find(const SocketAddress& address);

  const gate::Upstream& upstream_;  // of the policy, which outlives every worker's requests
  std::vector<Endpoint> endpoints_;
  uint64_t version_ = 1;  // of endpoints_
  size_t turn_ = 0;
};

}  // namespace gatehouse::nginx
