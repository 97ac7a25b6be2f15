// Which proxy of the environment a request goes through: none for this machine, link-local addresses and the metadata
// services of clouds, whatever the environment says: what is sent there is meant for nobody else. Shown by
// proxy_test.cc, tests/secrets/test_proxy.py.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace gatehouse::fetch {

struct Host {
  std::string name;  // in lower case, without brackets, a zone or a dot at its end
  uint16_t port = 0;
};
[[nodiscard]] Host HostOf(std::string_view url);

// This machine: localhost and its names, 127.0.0.0/8, ::1.
[[nodiscard]] bool IsThisMachine(std::string_view host);
// Link-local addresses and what clouds serve their machines on: nothing beyond the next switch hears it.
[[nodiscard]] bool IsLinkLocalService(std::string_view host);

// `list` as in no_proxy: names with all that is below them ("corp", ".corp", "*.corp"), addresses, networks
// (10.0.0.0/8, fd00::/8), each with a port or without, or "*" for all.
[[nodiscard]] bool IsListed(const Host& host, std::string_view list);

// Empty: none. `environment` gives a variable's value, empty where it is not set. http_proxy counts in small letters
// alone: HTTP_PROXY is a request's header in a CGI program.
[[nodiscard]] std::string ProxyFor(std::string_view url,
                                   const std::function<std::string(const char* name)>& environment);

// The proxy without the user and the password in it.
[[nodiscard]] std::string ShownProxy(std::string_view proxy);

}  // namespace gatehouse::fetch
