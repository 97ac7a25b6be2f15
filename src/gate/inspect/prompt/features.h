// What the model sees of a normalised text: words, pairs of words, and groups of four characters, each as the number of
// a weight. The model is trained on the same numbers (tools/train_prompt_model.py reads them from
// tools/prompt_features), so that a change here needs a new training. Shown by model_test.cc.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "base/sixteen_bytes.h"

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

// The number of the weight for a hash.
[[nodiscard]] constexpr uint32_t NumberOf(uint32_t hash) {
  constexpr uint32_t kSpread = 0x9E3779B1;
  return hash * kSpread >> (32 - kModelBits);
}

// The hash of a word, byte by byte. It branches on no byte: a processor cannot foresee where words end.
class WordHash {
 public:
  void Read(char c) {
    const auto byte = static_cast<uint8_t>(c);
    const Step& step = kSteps[byte];
    hash_ = (hash_ ^ byte) * step.factor + step.addend;
  }
  [[nodiscard]] uint32_t value() const { return hash_; }

 private:
  static constexpr uint32_t kSeed = 0x811C9DC5;
  struct Step {
    uint32_t factor;  // 0 between words
    uint32_t addend;
  };
  static constexpr auto kSteps = [] {
    constexpr uint32_t kPrime = 0x01000193;
    std::array<Step, 256> steps{};
    for (size_t byte = 0; byte < steps.size(); ++byte)
      steps[byte] = IsWordByte(static_cast<char>(byte)) ? Step{kPrime, 0} : Step{0, kSeed};
    return steps;
  }();

  uint32_t hash_ = kSeed;
};

// Calls on_end(at) for each word, with where it ends, in their order.
template <typename OnEnd>
void ForEachEnd(std::string_view text, OnEnd on_end) {
  const auto of_words = [](base::SixteenBytes bytes) {
    return base::Between(bytes, 'a', 'z') | base::Between(bytes, '0', '9') |
           static_cast<base::SixteenBytes>(bytes >= 0x80);
  };
  uint64_t in_word = 0;  // the lowest bit: whether the byte before is of a word
  for (size_t begin = 0; begin <= text.size(); begin += base::kSixtyFour) {
    const uint64_t words = base::BitsOfSixtyFour(text, begin, of_words);
    for (uint64_t ends = ~words & (words << 1U | in_word); ends != 0; ends &= ends - 1)
      on_end(begin + static_cast<size_t>(std::countr_zero(ends)));
    in_word = words >> (base::kSixtyFour - 1);
  }
}

// Calls emit(uint32_t weight_number) for each feature of a text of at most kModelHead + kModelTail bytes, and returns
// how many there are.
template <typename Emit>
uint32_t ForEachFeature(std::string_view text, Emit&& emit) {
  constexpr uint32_t kGroup = 0xC2B2AE35;
  constexpr uint32_t kPair = 0x85EBCA6B;
  const size_t groups = text.size() < sizeof(uint32_t) ? 0 : text.size() - sizeof(uint32_t) + 1;
  const auto emit_group = [&](size_t at) {
    uint32_t group = 0;
    std::memcpy(&group, text.data() + at, sizeof group);
    emit(NumberOf(group * kGroup ^ group >> 15U));
  };
  // Both halves at once: each byte of a word has to wait for the one before it.
  size_t half = text.size() / 2;
  while (half < text.size() && IsWordByte(text[half])) ++half;
  std::array<uint32_t, kModelHead + kModelTail + 1> hashes;  // of the word in front of each byte
  WordHash first;
  WordHash second;
  size_t at = 0;
  for (const size_t both = groups > half ? std::min(half, groups - half) : 0; at < both; ++at) {
    hashes[at] = first.value();
    hashes[half + at] = second.value();
    first.Read(text[at]);
    second.Read(text[half + at]);
    emit_group(at);
    emit_group(half + at);
  }
  const auto read = [&](WordHash& hash, size_t from, size_t to) {
    for (; from < to; ++from) {
      hashes[from] = hash.value();
      hash.Read(text[from]);
      if (from < groups) emit_group(from);
    }
  };
  read(first, at, half);
  read(second, half + at, text.size());
  hashes[text.size()] = second.value();
  if (half > 0) hashes[half] = first.value();
  auto features = static_cast<uint32_t>(groups);
  uint32_t before = 0;
  ForEachEnd(text, [&](size_t end) {
    const uint32_t word = hashes[end];
    emit(NumberOf(word));
    emit(NumberOf(word ^ before * kPair));
    before = word;
    features += 2;
  });
  return features;
}

// The same for a text of any length, of which the model sees the beginning and the end.
template <typename Emit>
uint32_t ForEachSeenFeature(std::string_view text, Emit&& emit) {
  if (text.size() <= kModelHead + kModelTail) return ForEachFeature(text, emit);
  return ForEachFeature(text.substr(0, kModelHead), emit) + ForEachFeature(text.substr(text.size() - kModelTail), emit);
}

}  // namespace gatehouse::prompt
