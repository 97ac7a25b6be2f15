// A file name that came with the request (row B8), judged by its spelling: what cannot stay inside any folder is
// refused before the disk is asked (base::ResolveInside asks it, symbolic links included).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::gate {

// The name as the file system would see it, decoded once; empty where it is absolute, holds `..`, `.`, NUL, controls, a
// backslash, a drive letter, or an encoding within the encoding.
[[nodiscard]] std::optional<std::string> PlainFileName(std::string_view encoded);

}  // namespace gatehouse::gate
