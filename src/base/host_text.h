// A host as written in URLs and with ports: an IPv6 address in brackets. Shown by host_text_test.cc.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace gatehouse::base {

// "[::1]", "127.0.0.1", "example.org"; existing brackets stay.
[[nodiscard]] inline std::string HostText(std::string_view host) {
  const bool bare_v6 = host.contains(':') && !host.starts_with('[');
  return bare_v6 ? "[" + std::string(host) + "]" : std::string(host);
}

// "[::1]:8443"
[[nodiscard]] inline std::string HostAndPort(std::string_view host, uint16_t port) {
  return HostText(host) + ":" + std::to_string(port);
}

}  // namespace gatehouse::base
