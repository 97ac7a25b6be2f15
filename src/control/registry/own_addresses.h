// Whether a URL leads back to the gate itself: a droplet enrolled with it would make the gate call itself for ever.
// Tests: own_addresses_test.cc.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/ip.h"
#include "gate/directory/directory.h"
#include "gate/policy/policy.h"

namespace gatehouse::registry {

// Every address of this machine's interfaces.
[[nodiscard]] std::vector<base::IpAddress> InterfaceAddresses();

class OwnAddresses {
 public:
  OwnAddresses(const gate::Policy& policy, const std::vector<base::IpAddress>& interfaces);

  // By name or address as the URL has it, or by any address that its name stands for.
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
  std::set<std::pair<std::string, uint16_t>> names_;  // what clients call the gate, and what it listens on
};

}  // namespace gatehouse::registry
