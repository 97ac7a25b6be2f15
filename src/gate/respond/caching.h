// Restricts caching of an answer to a session: only the browser of that person may store it (RFC 9111
// §5.2.2.7). Shown by caching_test.cc.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::gate {

// The service's Cache-Control plus `private`, without `public` and `s-maxage`, which would share the
// answer with others. A stricter value (`private`, `no-store`) is returned unchanged; an empty one becomes
// "private".
[[nodiscard]] std::string PrivateCacheControl(std::string_view cache_control);

// Whether the value of a Vary header lists `header` (lower case), or "*".
[[nodiscard]] bool VariesBy(std::string_view vary, std::string_view header);

}  // namespace gatehouse::gate
