// A prompt as it is compared: one spelling for what a reader or a model takes for the same. Lower case, compatibility
// forms folded (NFKD, with accents off Latin, Greek and Cyrillic letters), invisible characters gone, letters that only
// look Latin made Latin where they stand in a Latin word, quotes and dashes plain, white space one blank or one line
// break. Shown by normalise_test.cc, fuzz/prompt_fuzz.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace gatehouse::prompt {

// What was odd about the spelling. Honest prompts have some of it: emoji hold joiners, Persian holds non-joiners.
struct Oddities {
  uint32_t invisible = 0;      // zero-width characters between letters, soft hyphens, variation selectors in a row
  uint32_t bidirectional = 0;  // overrides and isolates, which show a text in another order than it has
  uint32_t tags = 0;           // tag characters: ASCII that nobody sees
  uint32_t mixed_words = 0;    // words of Latin letters and such as only look Latin
  uint32_t stacked_marks = 0;  // accents on accents
};

// The most bytes that `size` bytes may become.
[[nodiscard]] constexpr size_t NormalisedBound(size_t size) { return size * 4 + 64; }

// Writes the normalised `text` to `out`, which holds NormalisedBound(text.size()) bytes or more, and returns how many
// it wrote. Takes any bytes; what is no UTF-8 becomes U+FFFD. Allocates nothing after the first call of a process.
[[nodiscard]] size_t Normalise(std::string_view text, std::span<char> out, Oddities& oddities);

// Makes the tables now, and not at the first call: before a process forks.
void PrepareNormalise();

}  // namespace gatehouse::prompt
