// What a prompt says outside of its quotations: the text without what stands in quotes, in backquotes and in fences.
// Who asks what a phrase means, or why it is an attack, quotes it and does not say it (family_quotation.cc). Shown by
// quotation_test.cc.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace gatehouse::prompt {

// Questions about a quotation are short: in longer texts nothing is left out.
inline constexpr size_t kMaxAskedAbout = 4 << 10;

// Writes the normalised `text` to `out`, which is as long, without what its quotations hold, and returns how many bytes
// it wrote. A quotation begins with " or ` or a Chinese or Japanese quote or an angle quote, or with ' where no word
// goes on, and ends with the same. Where it does not end there is none.
[[nodiscard]] size_t LeaveOutQuotations(std::string_view text, std::span<char> out);

// Where the quotation that begins at `at` ends, behind its last quote; npos if none begins there or it does not end.
[[nodiscard]] size_t EndOfQuotation(std::string_view text, size_t at);

}  // namespace gatehouse::prompt
