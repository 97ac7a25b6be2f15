// A prompt in all the readings that are judged: as it stands, with its escapes undone, what its base64, hexadecimal and
// binary says, with letters for the digits that stand for them, with spelled-out words joined, with letters that are
// mixed up inside of words put in order; on demand with simple ciphers undone (ciphers.h). Each is normalised.
// Bounded in how deep, how many and how long, whatever the prompt is. Shown by layers_test.cc, fuzz/prompt_fuzz.cc.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "gate/inspect/prompt/features.h"
#include "gate/inspect/prompt/normalise.h"
#include "gate/inspect/prompt/strict.h"

namespace gatehouse::prompt {

inline constexpr size_t kMaxLayers = 12;
inline constexpr size_t kMaxDepth = 3;                 // of encodings in one another
inline constexpr size_t kMaxDecodedBytes = 128 << 10;  // of all layers but the first together
inline constexpr size_t kMaxRespelledBytes = 8 << 10;  // of a text that is read with letters for digits

struct Layer {
  std::string_view text;  // normalised
  bool hidden = false;    // in a disguise; not so a text that may only be mistyped
  bool respelled =
      false;  // letters for digits, joined, mixed up, or in a cipher: what people and models read, and no browser
};

// The buffers that a prompt is read in: one a thread.
class Layers {
 public:
  Layers();

  // `prompt` has at most kMaxCodePoints. Valid until the next call. Allocates nothing.
  std::span<const Layer> Of(std::string_view prompt);

  // Adds readings of the same prompt with ciphers undone, and returns all readings. Allocates nothing.
  std::span<const Layer> ReadCiphers();

  [[nodiscard]] const Oddities& oddities() const { return oddities_; }  // of the prompt as it stands

 private:
  void Add(std::string_view raw, bool hidden);
  void Decode(std::string_view raw, size_t depth);
  void Respell();
  using Reader = size_t (*)(std::string_view, std::span<char>);
  void AddReadBy(Reader read, bool hidden);
  std::span<char> Room();

  std::vector<char> normal_;   // the layers' texts, one behind the other
  std::vector<char> decoded_;  // what was decoded, before it is normalised
  size_t normal_used_ = 0;
  size_t decoded_used_ = 0;
  std::array<Layer, kMaxLayers> layers_{};
  size_t count_ = 0;
  Oddities oddities_;
};

}  // namespace gatehouse::prompt
