#include "gate/directory/droplet_networks.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace gatehouse::gate {
namespace {

constexpr std::string_view kUnspecified = "an unspecified address";
constexpr std::string_view kLoopback = "a loopback address";
constexpr std::string_view kLinkLocal = "a link-local address";
constexpr std::string_view kMetadata = "a cloud's metadata service";
constexpr std::string_view kMulticast = "a multicast address";
constexpr std::string_view kReserved = "a reserved address";

struct Refused {
  std::string_view network;
  std::string_view what;
};
// IANA's special-purpose registries, and the metadata addresses of clouds. Narrower networks come
// first, so that the message names the most specific one.
constexpr std::array kRefused = std::to_array<Refused>({
    {"169.254.169.254", kMetadata},  // AWS, Google, Azure, and most others
    {"169.254.170.2", kMetadata},    // AWS ECS
    {"169.254.170.23", kMetadata},   // AWS EKS
    {"100.100.100.200", kMetadata},  // Alibaba
    {"168.63.129.16", kMetadata},    // Azure's wire server
    {"192.0.0.192", kMetadata},      // Oracle
    {"fd00:ec2::/32", kMetadata},    // AWS
    {"fd20:ce::254", kMetadata},     // Google
    {"0.0.0.0/8", kUnspecified},     // RFC 1122 §3.2.1.3; Linux treats 0.0.0.0 as this machine
    {"127.0.0.0/8", kLoopback},
    {"169.254.0.0/16", kLinkLocal},  // RFC 3927
    {"224.0.0.0/4", kMulticast},
    {"240.0.0.0/4", kReserved},  // includes 255.255.255.255
    {"::", kUnspecified},
    {"::1", kLoopback},
    {"fe80::/10", kLinkLocal},
    {"ff00::/8", kMulticast},
});

const std::vector<std::pair<base::IpNetwork, std::string_view>>& RefusedNetworks() {
  static const auto networks = [] {
    std::vector<std::pair<base::IpNetwork, std::string_view>> parsed;
    parsed.reserve(kRefused.size());
    for (const Refused& refused : kRefused) {
      parsed.emplace_back(base::IpNetwork::Parse(refused.network).value(), refused.what);
    }
    return parsed;
  }();
  return networks;
}

using Bytes = base::IpAddress::Bytes;

base::IpAddress V4At(const Bytes& bytes, size_t at, uint8_t flip = 0) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(bytes[at + i] ^ flip); };
  return base::IpAddress::V4({byte(0), byte(1), byte(2), byte(3)});
}

// The IPv4 addresses that an IPv6 address may be translated to. base::IpAddress treats the mapped form as IPv4.
std::vector<base::IpAddress> Carried(const base::IpAddress& address) {
  if (address.IsV4()) return {};
  const Bytes& bytes = address.bytes();
  const auto starts = [&](std::initializer_list<uint8_t> prefix) {
    return std::equal(prefix.begin(), prefix.end(), bytes.begin());
  };
  std::vector<base::IpAddress> carried;
  if (starts({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}) ||           // IPv4-compatible, RFC 4291 §2.5.5.1
      starts({0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0}) ||     // IPv4-translated, RFC 2765 §2.1
      starts({0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0}) ||  // NAT64, RFC 6052 §2.1
      starts({0, 0x64, 0xFF, 0x9B, 0, 1})) {                    // local NAT64, RFC 8215, as /96
    carried.push_back(V4At(bytes, 12));
  }
  if (starts({0, 0x64, 0xFF, 0x9B, 0, 1})) {  // the same as /48: bytes 6, 7, 9, 10 (RFC 6052 §2.2)
    carried.push_back(base::IpAddress::V4({bytes[6], bytes[7], bytes[9], bytes[10]}));
  }
  if (starts({0x20, 0x02})) carried.push_back(V4At(bytes, 2));  // 6to4, RFC 3056
  if (starts({0x20, 0x01, 0, 0})) {                             // Teredo, RFC 4380 §4: server, and client inverted
    carried.push_back(V4At(bytes, 4));
    carried.push_back(V4At(bytes, 12, 0xFF));
  }
  // ISATAP, RFC 5214 §6.1: in any prefix
  if ((bytes[8] & 0xFDU) == 0 && bytes[9] == 0 && bytes[10] == 0x5E && bytes[11] == 0xFE) {
    carried.push_back(V4At(bytes, 12));
  }
  return carried;
}

}  // namespace

std::string_view DropletNetworks::Refusal(const base::IpAddress& address) const {
  const auto contains = [&](const base::IpNetwork& network) { return network.Contains(address); };
  if (std::ranges::any_of(allowed_, contains)) return {};
  for (const auto& [network, what] : RefusedNetworks()) {
    if (network.Contains(address)) return what;
  }
  for (const base::IpAddress& carried : Carried(address)) {
    if (const std::string_view what = Refusal(carried); !what.empty()) return what;
  }
  return {};
}

}  // namespace gatehouse::gate
