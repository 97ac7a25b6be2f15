// Chooses the server of an upstream for a request, per worker: in turn, and one that has just failed
// only if no other is left. A remembered failure never refuses a request, so a server that is back is used by the
// next one. Time is an argument. Tests: balancer_test.cc and tests/field/test_upstreams.py.
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
  // How long a failed server is skipped while there is another one.
  static constexpr std::chrono::milliseconds kLeftOut{1000};

  struct Endpoint {
    SocketAddress address;
    std::string name;  // "10.0.0.1:80", "api.internal:80 at 10.0.0.1", "unix:/run/s.sock": for nginx's error log
    size_t server = 0;
    bool failed = false;
    base::Steady failed_at{};
  };

  // The endpoints that one request has tried. At most 64 are remembered.
  struct Tried {
    uint64_t endpoints = 0;
    uint64_t version = 0;
  };

  // Servers whose host is an address, or that have a path, are available at once.
  explicit Balancer(const gate::Upstream& upstream);

  // Sets the addresses of the name of server number `server`. An empty list keeps the known ones: a resolver that does
  // not answer must not remove them.
  void SetAddresses(size_t server, const std::vector<base::IpAddress>& addresses);

  // Returns null if no server has an address. Valid until SetAddresses.
  [[nodiscard]] const Endpoint* Next(Tried& tried, base::Steady now);
  void Failed(const SocketAddress& address, base::Steady now);
  void Worked(const SocketAddress& address);

  [[nodiscard]] size_t size() const { return endpoints_.size(); }
  // The first server's name, for the message that it has no address.
  [[nodiscard]] const std::string& host() const { return upstream_.servers.front().host; }

 private:
  [[nodiscard]] bool LeftOut(const Endpoint& endpoint, base::Steady now) const;
  [[nodiscard]] Endpoint* Find(const SocketAddress& address);

  const gate::Upstream& upstream_;  // part of the policy, which outlives all requests
  std::vector<Endpoint> endpoints_;
  uint64_t version_ = 1;  // of endpoints_
  size_t turn_ = 0;
};

}  // namespace gatehouse::nginx
