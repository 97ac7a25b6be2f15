// Detects URLs that lead to the gate itself: a droplet with such a URL would make the gate call itself endlessly.
// Tests: own_addresses_test.cc.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/ip.h"
#include "gate/directory/directory.h"
#include "gate/policy/policy.h"

namespace gatehouse::registry {

// All addresses of this machine's interfaces.
[[nodiscard]] std::vector<base::IpAddress> InterfaceAddresses();

class OwnAddresses {
 public:
  OwnAddresses(const gate::Policy& policy, const std::vector<base::IpAddress>& interfaces);

  // True if the URL's name or address is the gate's, or one of `addresses`, to which the name resolves, is.
  [[nodiscard]] bool IsGate(const gate::DropletUrl& url, const std::vector<base::IpAddress>& resolved) const;

 private:
  [[nodiscard]] bool Listens(const base::IpAddress& address, uint16_t port) const;

  struct Listener {
    bool everywhere = false;
    base::IpAddress address;
    uint16_t port = 0;
  };
  std::vector<Listener> listeners_;
  std::set<base::IpAddress> interfaces_;
  std::set<std::pair<std::string, uint16_t>> names_;  // the gate's public names and its listen addresses
};

}  // namespace gatehouse::registry
