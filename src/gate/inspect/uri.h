// The part of RFC 3986 that JSON Schema needs: a reference resolved against a base. Shown by uri_test.cc.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::gate {

// `reference` resolved against `base` (RFC 3986 §5.2), its fragment left out.
[[nodiscard]] std::string ResolveUri(std::string_view base, std::string_view reference);

// What stands behind the '#', percent-decoded; empty if there is none or it is not well encoded.
[[nodiscard]] std::optional<std::string> UriFragment(std::string_view reference);

}  // namespace gatehouse::gate
