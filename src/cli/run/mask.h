// Replaces known secrets in a stream of bytes with "***", however reads split the stream. A byte is held back only
// while it may be part of a secret. Tests: mask_test.cc.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret_string.h"

namespace gatehouse::cli {

// Shorter values occur in ordinary output by chance: masking them would garble it and reveal them.
inline constexpr size_t kMinMaskedBytes = 8;
// If the stream pauses, held bytes shorter than this are written: they may be the end of a prompt.
inline constexpr size_t kHeldInSilence = 4;
inline constexpr std::string_view kMaskedText = "***";

class StreamMask {
 public:
  // Values with several lines are also masked line by line, and each in the encodings of mask_forms.h. Values that are
  // too short, or only blanks and punctuation, are not masked.
  explicit StreamMask(const std::vector<base::SecretString>& values);
  ~StreamMask();
  StreamMask(StreamMask&&) noexcept = default;
  StreamMask& operator=(StreamMask&&) = delete;

  [[nodiscard]] std::string Feed(std::string_view bytes);  // returns bytes that may be written
  [[nodiscard]] std::string Silence();                     // no input for some time
  [[nodiscard]] std::string Finish();                      // end of input
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
  [[nodiscard]] size_t InDoubt() const;  // number of final bytes that may begin a secret

  std::vector<Pattern> patterns_;
  std::array<std::vector<uint32_t>, 256> by_first_byte_;
  std::vector<uint32_t> begun_;  // patterns with matched > 0
  std::string held_;
  std::vector<bool> secret_;  // per held byte: part of a secret
  bool in_mask_ = false;      // the last written byte was masked
};

}  // namespace gatehouse::cli
