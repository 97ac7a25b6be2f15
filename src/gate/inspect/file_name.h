// A file name in a request (row B8), judged by its spelling: a name that cannot stay inside any folder is
// refused before the file system is asked (base::ResolveInside does that, and checks symbolic links).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::gate {

// The name as the file system would see it, decoded once; empty if it is absolute or has `..`, `.`, NUL, controls, a
// backslash, a drive letter, or doubled encoding.
[[nodiscard]] std::optional<std::string> PlainFileName(std::string_view encoded);

}  // namespace gatehouse::gate
