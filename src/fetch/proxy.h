// Chooses the proxy of the environment for a request. This machine, link-local addresses and the metadata services of
// clouds are never reached through a proxy, whatever the environment says: no proxy may see those requests. Shown by
// proxy_test.cc, tests/secrets/test_proxy.py.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace gatehouse::fetch {

struct Host {
  std::string name;  // in lower case, without brackets, zone or trailing dot
  uint16_t port = 0;
};
[[nodiscard]] Host HostOf(std::string_view url);

// This machine: localhost and its names, 127.0.0.0/8, ::1.
[[nodiscard]] bool IsThisMachine(std::string_view host);
// Link-local addresses and cloud metadata services: traffic to them stays on the local link.
[[nodiscard]] bool IsLinkLocalService(std::string_view host);

// `list` in the form of no_proxy: names including their subdomains ("corp", ".corp", "*.corp"), addresses, networks
// (10.0.0.0/8, fd00::/8), each with or without a port, or "*" for all.
[[nodiscard]] bool IsListed(const Host& host, std::string_view list);

// Empty: no proxy. `environment` returns a variable's value, empty if not set. http_proxy is read in lower case only:
// in a CGI program, HTTP_PROXY is a header of the request.
[[nodiscard]] std::string ProxyFor(std::string_view url,
                                   const std::function<std::string(const char* name)>& environment);

// The proxy's URL without user and password.
[[nodiscard]] std::string ShownProxy(std::string_view proxy);

}  // namespace gatehouse::fetch
