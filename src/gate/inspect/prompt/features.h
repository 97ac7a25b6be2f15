// What the model sees of a normalised text: words, pairs of words, and groups of four characters, each as the number of
// a weight. The model is trained on the same numbers (tools/train_prompt_model.py reads them from
// tools/prompt_features), so that a change here needs a new training. Shown by model_test.cc.
#pragma once

#include <algorithm>
#include <array>
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

// The number of the weight for a hash.
[[nodiscard]] constexpr uint32_t NumberOf(uint32_t hash) {
  constexpr uint32_t kSpread = 0x9E3779B1;
  return hash * kSpread >> (32 - kModelBits);
}

// Reads a text byte by byte and writes a hash for each word that has ended. It branches on no byte: a processor cannot
// foresee where words end.
class WordReader {
 public:
  explicit WordReader(uint32_t* out) : out_(out) {}

  void Read(char c) {
    const auto byte = static_cast<uint8_t>(c);
    const Step& step = kSteps[byte];
    *out_ = hash_;
    out_ += in_word_ & ~step.in_word;
    in_word_ = step.in_word;
    hash_ = (hash_ ^ byte) * step.factor + step.addend;
  }
  // Behind the last hash.
  uint32_t* End() {
    Read(' ');
    return out_;
  }

 private:
  static constexpr uint32_t kSeed = 0x811C9DC5;
  struct Step {
    uint32_t factor;  // 0 between words
    uint32_t addend;
    uint32_t in_word;
  };
  static constexpr auto kSteps = [] {
    constexpr uint32_t kPrime = 0x01000193;
    std::array<Step, 256> steps{};
    for (size_t byte = 0; byte < steps.size(); ++byte)
      steps[byte] = IsWordByte(static_cast<char>(byte)) ? Step{kPrime, 0, 1} : Step{0, kSeed, 0};
    return steps;
  }();

  uint32_t* out_;
  uint32_t hash_ = kSeed;
  uint32_t in_word_ = 0;
};

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
  std::array<uint32_t, (kModelHead + kModelTail) / 2 + 2> words;
  uint32_t* const begin = words.data();
  uint32_t* const middle = begin + half / 2 + 1;
  WordReader first(begin);
  WordReader second(middle);
  size_t at = 0;
  for (const size_t both = groups > half ? std::min(half, groups - half) : 0; at < both; ++at) {
    first.Read(text[at]);
    second.Read(text[half + at]);
    emit_group(at);
    emit_group(half + at);
  }
  const auto read = [&](WordReader& reader, size_t from, size_t to) {
    for (; from < to; ++from) {
      reader.Read(text[from]);
      if (from < groups) emit_group(from);
    }
  };
  read(first, at, half);
  read(second, half + at, text.size());
  auto features = static_cast<uint32_t>(groups);
  uint32_t before = 0;
  const auto emit_words = [&](const uint32_t* word, const uint32_t* end) {
    for (; word != end; ++word) {
      emit(NumberOf(*word));
      emit(NumberOf(*word ^ before * kPair));
      before = *word;
      features += 2;
    }
  };
  emit_words(begin, first.End());
  emit_words(middle, second.End());
  return features;
}

// The same for a text of any length, of which the model sees the beginning and the end.
template <typename Emit>
uint32_t ForEachSeenFeature(std::string_view text, Emit&& emit) {
  if (text.size() <= kModelHead + kModelTail) return ForEachFeature(text, emit);
  return ForEachFeature(text.substr(0, kModelHead), emit) + ForEachFeature(text.substr(text.size() - kModelTail), emit);
}

}  // namespace gatehouse::prompt
