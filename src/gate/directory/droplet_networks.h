// Networks to which a droplet's messages may go. A droplet names its own host and controls its own DNS, so a name must
// not lead the gate to this machine or to a cloud's metadata service: loopback, link-local, unspecified, multicast,
// reserved and metadata addresses are refused, also inside IPv6 forms that contain an IPv4 address, unless the policy
// lists their network (control.registry.networks). Private networks pass: droplets usually run there. Checked by the
// daemon at enrolment and whenever it resolves a name, by the gate at every message. Shown by droplet_networks_test.cc.
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

  // The kind of a refused address: "a loopback address". Empty if messages may go there.
  [[nodiscard]] std::string_view Refusal(const base::IpAddress& address) const;

 private:
  std::vector<base::IpNetwork> allowed_;
};

}  // namespace gatehouse::gate
