// Text that is written in base64, either alphabet, inside a response: a run of its characters that spells bytes of
// ASCII. Every secret is ASCII; other runs (pictures, hashes, names, paths) are passed over quickly. Where the encoded
// bytes begin in a run does not matter; line breaks end it. Tests: base64_text_test.cc and stream_redactor_test.cc.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::answers {

inline constexpr size_t kQuad = 4;        // characters that spell three bytes
inline constexpr size_t kLeastRun = 27;   // characters of the shortest text that is found: 20 bytes
inline constexpr size_t kLeastQuads = 6;  // complete ones, in any such text

[[nodiscard]] bool IsBase64(char c);

struct Base64Text {
  size_t at;              // of its first quad
  std::string_view code;  // its characters

  // Decodes it into `bytes`.
  std::string_view Decode(std::string& bytes) const;
  // Where the quad begins that spells this byte.
  [[nodiscard]] size_t QuadOf(size_t byte) const { return at + byte / 3 * kQuad; }
};

// Returns the texts of the run around `at`, and sets `at` to the place from which the next run may begin.
[[nodiscard]] std::vector<Base64Text> Base64TextsOf(std::string_view text, size_t& at);

// The position from which the run at the end of the text may spell the beginning of a text: at most `most` characters
// before the end; the text's size if it does not end in a run.
[[nodiscard]] size_t OpenBase64From(std::string_view text, size_t most);

}  // namespace gatehouse::answers
