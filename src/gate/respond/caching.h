// What a cache may do with an answer that was made for one person's session: keep it for that person alone (RFC 9111
// §5.2.2.7). Shown by caching_test.cc.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::gate {

// The service's own Cache-Control with `private` in it, and without `public` and `s-maxage`, which would hand the
// answer to others. What is stricter already (`private`, `no-store`) comes back as it is; an empty one becomes
// "private".
[[nodiscard]] std::string PrivateCacheControl(std::string_view cache_control);

// Whether the list of a Vary header names `header` (in lower case), or everything ("*").
[[nodiscard]] bool VariesBy(std::string_view vary, std::string_view header);

}  // namespace gatehouse::gate
