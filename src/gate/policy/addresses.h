// Parses the addresses of the policy: where the gate listens and sends requests. Strict, because accepted text is
// written into the proxy's configuration. Shown by addresses_test.cc.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "gate/policy/policy.h"

namespace gatehouse::gate {

// "http://host:port", "https://host", "http://[2001:db8::1]:80", "unix:/path" or "unix:path" (relative to `folder`).
// Default ports are 80 and 443. No path, user or query: a request is forwarded with its own path.
[[nodiscard]] base::Result<Upstream::Server> ParseServer(std::string_view text, const std::string& folder);

// "127.0.0.1:8443", "[::1]:8443", "*:8443".
[[nodiscard]] base::Result<ListenAddress> ParseListen(std::string_view text);

// `path` relative to `folder` unless it is absolute, without dot segments; empty if it contains a character that no
// path in a configuration should contain (controls, quotes, '$', '\', ';', '{', '}').
[[nodiscard]] std::string AbsolutePath(const std::string& folder, std::string_view path);

}  // namespace gatehouse::gate
