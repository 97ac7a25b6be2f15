// What a prompt says in an encoding: percent, HTML and Unicode escapes undone, and what stands in base64, hexadecimal
// or binary. Bounded: each call writes at most what its caller has room for. Shown by decode_test.cc,
// fuzz/prompt_fuzz.cc.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace gatehouse::prompt {

// The text with its escapes undone: %41, &#65; &#x41; &lt;, A \x41 \u{41}, and /*…*/ as a blank. Returns how many
// bytes it wrote, 0 where the text has no escape. What does not fit is left out; `out` as large as the text is enough.
[[nodiscard]] size_t DecodeEscapes(std::string_view text, std::span<char> out);

// What the runs of base64, hexadecimal and binary in it say, one below the other, where it is text. Returns how many
// bytes it wrote.
[[nodiscard]] size_t DecodeRuns(std::string_view text, std::span<char> out);

}  // namespace gatehouse::prompt
