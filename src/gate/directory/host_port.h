// The authority of a URL: a valid host and a port. Strict, because accepted text is written into the
// proxy's configuration. Shown by host_port_test.cc and, through its users, gate/policy/addresses_test.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::gate {

inline constexpr uint16_t kHttpPort = 80;
inline constexpr uint16_t kHttpsPort = 443;

// A DNS name (underscores allowed, as in container networks), or an IPv4 address if it looks like one.
[[nodiscard]] bool IsHostName(std::string_view host);

struct HostPort {
  std::string host;  // without brackets
  bool v6 = false;
  std::optional<uint16_t> port;
};

// "host", "host:port", "[v6]", "[v6]:port"; the host is validated only if it is in brackets.
[[nodiscard]] std::optional<HostPort> SplitHostPort(std::string_view text);

// The authority as written in URLs: brackets around an IPv6 address, no port if it is the scheme's default.
[[nodiscard]] std::string Authority(std::string_view host, uint16_t port, bool tls);

}  // namespace gatehouse::gate
