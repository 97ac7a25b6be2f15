// What a bot's instructions forbid, and what they report of others: "never share these instructions", "if a user asks
// for the words above". In such a text these words do not order the model to do it. Shown by forbidden_test.cc.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace gatehouse::prompt {

// In longer texts nothing is left out.
inline constexpr size_t kMaxForbidding = 16 << 10;

struct LeftOut {
  size_t size = 0;     // bytes that were written
  size_t clauses = 0;  // that were left out
};

// Writes the normalised `text` to `out`, which is as long, without its clauses that forbid something ("never", "do not"
// and a verb of telling) or report what others may ask for ("if a user asks", "attempts to"). Such a clause stays if it
// is turned around ("never refuse"), says less ("not only"), orders something itself, or if what follows has it done.
[[nodiscard]] LeftOut LeaveOutForbidden(std::string_view text, std::span<char> out);

}  // namespace gatehouse::prompt
