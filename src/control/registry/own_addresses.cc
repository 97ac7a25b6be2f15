#include "control/registry/own_addresses.h"

#include <ifaddrs.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <utility>

#include "base/bytes.h"

namespace gatehouse::registry {
namespace {

std::optional<base::IpAddress> AddressOf(const sockaddr* socket) {
  if (socket == nullptr) return std::nullopt;
  if (socket->sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, socket, sizeof v4);
    std::array<uint8_t, 4> bytes{};
    std::memcpy(bytes.data(), &v4.sin_addr, bytes.size());
    return base::IpAddress::V4(bytes);
  }
  if (socket->sa_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, socket, sizeof v6);
    base::IpAddress::Bytes bytes{};
    std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
    return base::IpAddress::V6(bytes);
  }
  return std::nullopt;
}

// On Linux, 0.0.0.0 and :: as a destination reach this machine.
bool IsUnspecified(const base::IpAddress& address) {
  return address == base::IpAddress() || address == base::IpAddress::V4({0, 0, 0, 0});
}

bool NamesLoopback(const std::string& host) { return host == "localhost" || host.ends_with(".localhost"); }

// A trailing dot makes a name absolute; without it, it is the same name.
std::string Normal(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  return base::AsciiLower(host);
}

}  // namespace

std::vector<base::IpAddress> InterfaceAddresses() {
  ifaddrs* list = nullptr;
  if (getifaddrs(&list) != 0) return {};
  const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owned(list, freeifaddrs);
  std::vector<base::IpAddress> addresses;
  for (const ifaddrs* entry = list; entry != nullptr; entry = entry->ifa_next) {
    if (const auto address = AddressOf(entry->ifa_addr)) addresses.push_back(*address);
  }
  return addresses;
}

OwnAddresses::OwnAddresses(const gate::Policy& policy, const std::vector<base::IpAddress>& interfaces)
    : interfaces_(interfaces.begin(), interfaces.end()) {
  if (policy.control) {
    if (const auto url = gate::ParseDropletUrl(policy.control->url)) names_.emplace(Normal(url->host), url->port);
  }
  for (const gate::ListenAddress& listen : policy.listen) {
    const auto address = base::IpAddress::Parse(listen.host);
    const bool everywhere = listen.host == "*" || (address && IsUnspecified(*address));
    listeners_.push_back({everywhere, address.value_or(base::IpAddress()), listen.port});
    if (!address) names_.emplace(Normal(listen.host), listen.port);
  }
}

bool OwnAddresses::Listens(const base::IpAddress& address, uint16_t port) const {
  const bool here = address.IsLoopback() || IsUnspecified(address) || interfaces_.contains(address);
  return std::ranges::any_of(listeners_, [&](const Listener& listener) {
    if (listener.port != port) return false;
    // Loopback with a port of the gate on another address counts, too: it is hardly ever another service on purpose.
    return listener.address == address || address.IsLoopback() || IsUnspecified(address) ||
           (listener.everywhere && here);
  });
}

bool OwnAddresses::IsGate(const gate::DropletUrl& url, const std::vector<base::IpAddress>& resolved) const {
  const std::string host = Normal(url.host);
  if (names_.contains({host, url.port})) return true;
  if (NamesLoopback(host) && Listens(base::IpAddress::V4({127, 0, 0, 1}), url.port)) return true;
  if (const auto address = base::IpAddress::Parse(host); address && Listens(*address, url.port)) return true;
  return std::ranges::any_of(resolved, [&](const base::IpAddress& address) { return Listens(address, url.port); });
}

}  // namespace gatehouse::registry
