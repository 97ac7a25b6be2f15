// Where the gate listens and where it sends requests, read from the policy's texts. Strict, because what passes here is
// written into the proxy's configuration. Shown by addresses_test.cc.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "gate/policy/policy.h"

namespace gatehouse::gate {

// "http://host:port", "https://host", "http://[2001:db8::1]:80", "unix:/path" or "unix:path" (relative to `folder`).
// Without a port 80 or 443. No path, no user, no query: a request is forwarded with the path that it came with.
[[nodiscard]] base::Result<Upstream::Server> ParseServer(std::string_view text, const std::string& folder);

// "127.0.0.1:8443", "[::1]:8443", "*:8443".
[[nodiscard]] base::Result<ListenAddress> ParseListen(std::string_view text);

// `path` below `folder` unless it is absolute, without dot segments; empty where it holds a character that no path in a
// configuration should (controls, quotes, '$', '\', ';', '{', '}').
[[nodiscard]] std::string AbsolutePath(const std::string& folder, std::string_view path);

}  // namespace gatehouse::gate
