// A socket address in the system's format. Independent of nginx. Tests: balancer_test.cc.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstdint>
#include <string>

#include "base/ip.h"

namespace gatehouse::nginx {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;  // 0: no address

  [[nodiscard]] static SocketAddress Of(const base::IpAddress& address, uint16_t port);
  [[nodiscard]] static SocketAddress OfUnix(const std::string& path);  // the policy has limited its length

  friend bool operator==(const SocketAddress& a, const SocketAddress& b);
};

}  // namespace gatehouse::nginx
