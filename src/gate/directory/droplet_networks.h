// Where a droplet's messages may go. A droplet names its host itself and its DNS is its own, so a name must not lead
// the gate to this machine or to a cloud's metadata service: loopback, link-local, unspecified, multicast, reserved and
// metadata addresses are refused, also inside the IPv6 forms that carry an IPv4 address, unless the policy lists their
// network (control.registry.networks). Private networks pass: droplets usually live there. Asked by the daemon at
// enrolment and whenever it resolves a name, by the gate at every message. Shown by droplet_networks_test.cc.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "base/ip.h"

namespace gatehouse::gate {

class DropletNetworks {
 public:
  DropletNetworks() = default;
  explicit DropletNetworks(std::vector<base::IpNetwork> allowed) : allowed_(std::move(allowed)) {}

  // What kind of address it is, if no message may go there: "a loopback address". Empty if one may.
  [[nodiscard]] std::string_view Refusal(const base::IpAddress& address) const;

 private:
  std::vector<base::IpNetwork> allowed_;
};

}  // namespace gatehouse::gate
