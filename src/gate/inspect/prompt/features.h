// What the model sees of a normalised text: words, pairs of words, and groups of four characters, each as the number of
// a weight. The model is trained on the same numbers (tools/train_prompt_model.py reads them from
// tools/prompt_features), so that a change here needs a new training. Shown by model_test.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace gatehouse::prompt {

inline constexpr size_t kModelBits = 16;
inline constexpr size_t kModelSize = size_t{1} << kModelBits;

// Of a long text the model sees the beginning and the end: what it costs has a bound.
inline constexpr size_t kModelHead = 3072;
inline constexpr size_t kModelTail = 1024;

// What tells words of letters and digits apart from everything between them.
[[nodiscard]] constexpr bool IsWordByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<uint8_t>(c) >= 0x80;
}

struct WordCounts {
  uint32_t words = 0;
  uint32_t mixed = 0;   // of letters and digits both
  uint32_t single = 0;  // letters that stand alone, the longest row of them
};

// Calls emit(uint32_t weight_number) for each feature, and counts them.
template <typename Emit>
uint32_t ForEachFeature(std::string_view text, Emit&& emit, WordCounts& counts) {
  constexpr uint32_t kWordSeed = 0x811C9DC5;
  constexpr uint32_t kWordPrime = 0x01000193;
  constexpr uint32_t kSpread = 0x9E3779B1;
  constexpr uint32_t kPair = 0x85EBCA6B;
  constexpr uint32_t kGroup = 0xC2B2AE35;
  constexpr unsigned kShift = 32 - kModelBits;
  uint32_t features = 0;
  uint32_t before = 0;
  uint32_t word = kWordSeed;
  uint32_t size = 0;
  uint32_t row = 0;
  bool letters = false;
  bool digits = false;
  const auto end_word = [&] {
    if (size == 0) return;
    emit((word * kSpread) >> kShift);
    emit(((word ^ before * kPair) * kSpread) >> kShift);
    features += 2;
    ++counts.words;
    counts.mixed += letters && digits ? 1 : 0;
    row = size == 1 && letters ? row + 1 : 0;
    counts.single = row > counts.single ? row : counts.single;
    before = word;
    word = kWordSeed;
    size = 0;
    letters = digits = false;
  };
  for (size_t i = 0; i + sizeof(uint32_t) <= text.size(); ++i) {
    uint32_t group = 0;
    std::memcpy(&group, text.data() + i, sizeof group);
    emit((group * kGroup ^ group >> 15U) * kSpread >> kShift);
    ++features;
  }
  for (const char c : text) {
    if (!IsWordByte(c)) {
      end_word();
      continue;
    }
    const bool digit = c >= '0' && c <= '9';
    digits = digits || digit;
    letters = letters || !digit;
    word = (word ^ static_cast<uint8_t>(c)) * kWordPrime;
    ++size;
  }
  end_word();
  return features;
}

// The same for a text of any length, of which the model sees the beginning and the end.
template <typename Emit>
uint32_t ForEachSeenFeature(std::string_view text, Emit&& emit, WordCounts& counts) {
  if (text.size() <= kModelHead + kModelTail) return ForEachFeature(text, emit, counts);
  return ForEachFeature(text.substr(0, kModelHead), emit, counts) +
         ForEachFeature(text.substr(text.size() - kModelTail), emit, counts);
}

}  // namespace gatehouse::prompt
