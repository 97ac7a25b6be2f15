// Compresses static files once, at the start: the only user of zlib in the daemon. Responses with secrets are never
// compressed together with untrusted text (BREACH); these files are the same for everyone. Tests:
// compressed_test.cc.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::console {

// Returns the text as gzip; nothing after an error.
[[nodiscard]] std::optional<std::string> Gzip(std::string_view text);

}  // namespace gatehouse::console
