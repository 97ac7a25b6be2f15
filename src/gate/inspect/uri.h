// The part of RFC 3986 that JSON Schema needs: resolving a reference against a base. Shown by uri_test.cc.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::gate {

// `reference` resolved against `base` (RFC 3986 §5.2), without its fragment.
[[nodiscard]] std::string ResolveUri(std::string_view base, std::string_view reference);

// The text after the '#', percent-decoded; empty if there is none or its encoding is invalid.
[[nodiscard]] std::optional<std::string> UriFragment(std::string_view reference);

}  // namespace gatehouse::gate
