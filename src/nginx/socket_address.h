// Where a socket connects to, as the system wants it. Nothing of nginx is needed for it. Shown by balancer_test.cc.
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
  socklen_t size = 0;  // 0: nowhere

  [[nodiscard]] static SocketAddress Of(const base::IpAddress& address, uint16_t port);
  [[nodiscard]] static SocketAddress OfUnix(const std::string& path);  // the policy has bounded its length

  friend bool operator==(const SocketAddress& a, const SocketAddress& b);
};

}  // namespace gatehouse::nginx
