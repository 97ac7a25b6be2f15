// A number with its noun, for people: "1 finding", "2 findings". Tests: counted_test.cc.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace gatehouse::base {

// `several` empty: `one` with an "s".
[[nodiscard]] std::string Counted(uint64_t number, std::string_view one, std::string_view several = {});

}  // namespace gatehouse::base
