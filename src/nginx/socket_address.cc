#include "nginx/socket_address.h"

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace gatehouse::nginx {

SocketAddress SocketAddress::Of(const base::IpAddress& address, uint16_t port) {
  constexpr size_t kV4At = 12;  // offset in the IPv4-mapped form
  SocketAddress made;
  if (address.IsV4()) {
    auto* v4 = reinterpret_cast<sockaddr_in*>(&made.storage);
    v4->sin_family = AF_INET;
    v4->sin_port = htons(port);
    std::memcpy(&v4->sin_addr, address.bytes().data() + kV4At, sizeof(v4->sin_addr));
    made.size = sizeof(sockaddr_in);
    return made;
  }
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&made.storage);
  v6->sin6_family = AF_INET6;
  v6->sin6_port = htons(port);
  std::memcpy(&v6->sin6_addr, address.bytes().data(), sizeof(v6->sin6_addr));
  made.size = sizeof(sockaddr_in6);
  return made;
}

SocketAddress SocketAddress::OfUnix(const std::string& path) {
  SocketAddress made;
  auto* unix_address = reinterpret_cast<sockaddr_un*>(&made.storage);
  unix_address->sun_family = AF_UNIX;
  const size_t length = std::min(path.size(), sizeof(unix_address->sun_path) - 1);
  std::memcpy(unix_address->sun_path, path.data(), length);
  made.size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length + 1);
  return made;
}

bool operator==(const SocketAddress& a, const SocketAddress& b) {
  return a.size == b.size && std::memcmp(&a.storage, &b.storage, a.size) == 0;
}

}  // namespace gatehouse::nginx
