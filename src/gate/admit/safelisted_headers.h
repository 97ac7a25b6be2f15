// Headers that a page may set for any site without asking (the Fetch standard, "CORS-safelisted request-header"); it
// asks where the value is long or unusual. Not Content-Type: asking for that one means JSON, which is the policy's to
// allow. Shown by cors_test.cc.
#pragma once

#include <array>
#include <string_view>

namespace gatehouse::gate {

inline constexpr std::array<std::string_view, 4> kSafelistedHeaders = {"Accept", "Accept-Language", "Content-Language",
                                                                       "Range"};

}  // namespace gatehouse::gate
