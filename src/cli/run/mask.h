// Known secrets taken out of a stream of bytes, wherever reads split them: each becomes "***". A byte is held back only
// while it may be part of a secret. Shown by mask_test.cc.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret_string.h"

namespace gatehouse::cli {

// Shorter values stand in ordinary output by chance: masking them would garble it, and point at them.
inline constexpr size_t kMinMaskedBytes = 8;
// What is held back and shorter than this goes out when the stream falls silent: the end of a prompt.
inline constexpr size_t kHeldInSilence = 4;
inline constexpr std::string_view kMaskedText = "***";

class StreamMask {
 public:
  // Values of several lines are masked line by line as well, and each in the forms that mask_forms.h knows. What is too
  // short, or is nothing but blanks and signs, is left out.
  explicit StreamMask(const std::vector<base::SecretString>& values);
  ~StreamMask();
  StreamMask(StreamMask&&) noexcept = default;
  StreamMask& operator=(StreamMask&&) = delete;

  [[nodiscard]] std::string Feed(std::string_view bytes);  // what may go out
  [[nodiscard]] std::string Silence();                     // nothing came for a while
  [[nodiscard]] std::string Finish();                      // nothing will come any more
  [[nodiscard]] bool Holds() const { return !held_.empty(); }

 private:
  struct Pattern {
    base::SecretString text;
    std::vector<uint32_t> failure;  // Knuth, Morris, Pratt: the longest border of each prefix
    uint32_t matched = 0;
  };
  void AddWithForms(std::string_view text);
  void AddPattern(std::string_view text);
  void Take(char c);
  void Advance(Pattern& pattern, char c);
  [[nodiscard]] std::string Emit(size_t count);
  [[nodiscard]] size_t InDoubt() const;  // how many of the last bytes may begin a secret

  std::vector<Pattern> patterns_;
  std::array<std::vector<uint32_t>, 256> by_first_byte_;
  std::vector<uint32_t> begun_;  // patterns with matched > 0
  std::string held_;
  std::vector<bool> secret_;  // of each held byte
  bool in_mask_ = false;      // the last byte that went out was masked
};

}  // namespace gatehouse::cli
