// The authority of a URL: a host that can be one, and a port. Strict, because what passes here is written into the
// proxy's configuration. Shown by host_port_test.cc and, through its users, policy/addresses_test.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::gate {

inline constexpr uint16_t kHttpPort = 80;
inline constexpr uint16_t kHttpsPort = 443;

// A DNS name (also the underscored ones of container networks), or an IPv4 address where it looks like one.
[[nodiscard]] bool IsHostName(std::string_view host);

struct HostPort {
  std::string host;  // without brackets
  bool v6 = false;
  std::optional<uint16_t> port;
};

// "host", "host:port", "[v6]", "[v6]:port"; the host itself is not judged unless it is in brackets.
[[nodiscard]] std::optional<HostPort> SplitHostPort(std::string_view text);

// The authority as a URL writes it: with brackets around an IPv6 address, without the scheme's own port.
[[nodiscard]] std::string Authority(std::string_view host, uint16_t port, bool tls);

}  // namespace gatehouse::gate
