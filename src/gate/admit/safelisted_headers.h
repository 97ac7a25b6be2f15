// Headers that a page may send to any site without a preflight (the Fetch standard, "CORS-safelisted request-header"),
// except with long or unusual values. Content-Type is not among them: a preflight for it means JSON, which the policy
// must allow. Shown by cors_test.cc.
#pragma once

#include <array>
#include <string_view>

namespace gatehouse::gate {

inline constexpr std::array<std::string_view, 4> kSafelistedHeaders = {"Accept", "Accept-Language", "Content-Language",
                                                                       "Range"};

}  // namespace gatehouse::gate
