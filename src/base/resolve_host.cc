#include "base/resolve_host.h"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>

namespace gatehouse::base {
namespace {

constexpr size_t kMaxAddresses = 16;
constexpr size_t kMaxAddressText = 64;  // more than NI_NUMERICHOST writes

}  // namespace

std::vector<IpAddress> ResolveHost(const std::string& host) {
  if (const auto address = IpAddress::Parse(host)) return {*address};
  addrinfo wanted{};
  wanted.ai_family = AF_UNSPEC;
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  if (getaddrinfo(host.c_str(), nullptr, &wanted, &list) != 0) return {};
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owned(list, freeaddrinfo);
  std::vector<IpAddress> addresses;
  for (const addrinfo* entry = list; entry != nullptr && addresses.size() < kMaxAddresses; entry = entry->ai_next) {
    std::array<char, kMaxAddressText> text{};
    if (getnameinfo(entry->ai_addr, entry->ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) != 0) {
      continue;
    }
    const auto address = IpAddress::Parse(text.data());
    if (address && std::ranges::find(addresses, *address) == addresses.end()) addresses.push_back(*address);
  }
  // IPv4 first, because every container network has it.
  std::vector<IpAddress> ordered;
  for (const bool v4 : {true, false}) {
    std::ranges::copy_if(addresses, std::back_inserter(ordered),
                         [v4](const IpAddress& address) { return address.IsV4() == v4; });
  }
  return ordered;
}

}  // namespace gatehouse::base
