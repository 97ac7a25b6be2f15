// Files made small once, at the start: the only user of zlib in the daemon. Nothing that holds a secret is compressed
// beside what a stranger chooses (BREACH): these are the same for everybody. Tests: assets_test.cc.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::console {

// As gzip; nothing where that could not be done.
[[nodiscard]] std::optional<std::string> Gzip(std::string_view text);

}  // namespace gatehouse::console
