// See ciphers.h. Tests: ciphers_test.cc.
#include "gate/inspect/prompt/ciphers.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace gatehouse::prompt {
namespace {

// Words that attacks are made of, sorted. All have five letters or more: two shorter words may well be a shift of one
// another.
constexpr auto kWords = std::to_array<std::string_view>(
    {"above",      "answer",   "configuration", "disregard",    "everything",  "filters",      "forget",
     "guidelines", "hidden",   "ignore",        "initial",      "instruction", "instructions", "message",
     "password",   "previous", "print",         "prompt",       "repeat",      "restrictions", "reveal",
     "rules",      "secret",   "system",        "unrestricted", "without"});
static_assert(std::ranges::is_sorted(kWords));
constexpr size_t kShortestWord = 5;
constexpr size_t kFewestWords = 2;
constexpr int kLetters = 26;

bool IsKnown(std::string_view word) { return std::ranges::binary_search(kWords, word); }
bool IsSmallLetter(char c) { return c >= 'a' && c <= 'z'; }

// The run of letters that begins at `at`; empty if none does.
std::string_view LettersAt(std::string_view text, size_t at) {
  size_t end = at;
  while (end < text.size() && IsSmallLetter(text[end])) ++end;
  return text.substr(at, end - at);
}

// Calls on_word(begin, word) for each run of letters.
template <typename OnWord>
void ForEachRun(std::string_view text, OnWord on_word) {
  for (size_t at = 0; at < text.size();) {
    const std::string_view word = LettersAt(text, at);
    if (!word.empty()) on_word(at, word);
    at += word.size() + 1;
  }
}

char Shifted(char c, int by) {
  return IsSmallLetter(c) ? static_cast<char>('a' + (c - 'a' + by + kLetters) % kLetters) : c;
}

// By how many letters `known` was shifted to become `word`; 0 if it was not.
int ShiftOf(std::string_view word, std::string_view known) {
  const int by = (word.front() - known.front() + kLetters) % kLetters;
  const bool same = std::ranges::equal(word, known, {}, [&](char c) { return Shifted(c, -by); });
  return same ? by : 0;
}

// By how many letters the text is shifted; 0 if too few words tell.
int ShiftOfText(std::string_view text) {
  std::array<uint16_t, kLetters> votes{};
  ForEachRun(text, [&](size_t /*begin*/, std::string_view word) {
    for (const std::string_view known : kWords) {
      if (known.size() == word.size()) ++votes[static_cast<size_t>(ShiftOf(word, known))];
    }
  });
  votes[0] = 0;
  const auto most = std::ranges::max_element(votes);
  return *most < kFewestWords ? 0 : static_cast<int>(most - votes.begin());
}

// Whether enough words of the text are known once `read` was applied to them.
template <typename Read>
bool HoldsKnown(std::string_view text, Read read) {
  constexpr size_t kLongestWord = 24;
  std::array<char, kLongestWord> room;
  size_t known = 0;
  ForEachRun(text, [&](size_t /*begin*/, std::string_view word) {
    if (word.size() >= kShortestWord && word.size() <= kLongestWord && IsKnown(read(word, room))) ++known;
  });
  return known >= kFewestWords;
}

std::string_view Reverse(std::string_view word, std::span<char> room) {
  std::ranges::reverse_copy(word, room.begin());
  return {room.data(), word.size()};
}

bool HoldsReversed(std::string_view text) { return HoldsKnown(text, Reverse); }

// Consonants that a word may begin with, two or three together.
constexpr auto kOnsets = std::to_array<std::string_view>(
    {"bl",  "br", "ch", "cl", "cr", "dr", "fl",  "fr",  "gl", "gr",  "ph", "pl", "pr",  "qu", "sc", "scr", "sh",
     "shr", "sk", "sl", "sm", "sn", "sp", "spl", "spr", "st", "str", "sw", "th", "thr", "tr", "tw", "wh",  "wr"});
static_assert(std::ranges::is_sorted(kOnsets));
constexpr std::string_view kEnding = "ay";
constexpr std::string_view kEndingOfVowels = "way";  // "ignore-way"

// "omptpray" is "prompt", "ignoreway" is "ignore". How many consonants went to the end is not known: what makes a known
// word, or else as many as a word may begin with. A word that is no pig latin stays. `room` holds the word.
std::string_view FromPigLatin(std::string_view word, std::span<char> room) {
  if (word.size() < kShortestWord || !word.ends_with(kEnding)) return word;
  if (word.ends_with(kEndingOfVowels)) return word.substr(0, word.size() - kEndingOfVowels.size());
  const std::string_view stem = word.substr(0, word.size() - kEnding.size());
  constexpr size_t kMostConsonants = 3;
  std::string_view best = word;
  for (size_t moved = 1; moved <= kMostConsonants && moved < stem.size(); ++moved) {
    const size_t rest = stem.size() - moved;
    if (moved > 1 && !std::ranges::binary_search(kOnsets, stem.substr(rest))) continue;
    std::ranges::rotate_copy(stem, stem.begin() + static_cast<std::ptrdiff_t>(rest), room.begin());
    best = {room.data(), stem.size()};
    if (IsKnown(best)) break;
  }
  return best;
}

}  // namespace

size_t ReadShifted(std::string_view text, std::span<char> out) {
  const int by = ShiftOfText(text);
  if (by == 0) return 0;
  const size_t size = std::min(text.size(), out.size());
  std::ranges::transform(text.substr(0, size), out.begin(), [&](char c) { return Shifted(c, -by); });
  return size;
}

size_t ReadBackwards(std::string_view text, std::span<char> out) {
  if (!HoldsReversed(text)) return 0;
  const size_t size = std::min(text.size(), out.size());
  std::ranges::reverse_copy(text.substr(text.size() - size), out.begin());
  return size;
}

size_t ReadMirrored(std::string_view text, std::span<char> out) {
  if (!HoldsReversed(text)) return 0;
  const std::string_view read = text.substr(0, out.size());
  std::ranges::copy(read, out.begin());
  ForEachRun(read, [&](size_t begin, std::string_view word) { (void)Reverse(word, out.subspan(begin)); });
  return read.size();
}

size_t ReadPigLatin(std::string_view text, std::span<char> out) {
  if (!HoldsKnown(text, FromPigLatin) || !text.contains(kEnding)) return 0;
  size_t written = 0;
  for (size_t at = 0; at < text.size() && written < out.size();) {
    const std::string_view word = LettersAt(text, at);
    if (word.empty()) {
      out[written++] = text[at++];
      continue;
    }
    if (word.size() > out.size() - written) break;
    const std::string_view read = FromPigLatin(word, out.subspan(written));
    if (read.data() != out.data() + written) std::ranges::copy(read, out.subspan(written).begin());
    written += read.size();
    at += word.size();
  }
  return written;
}

}  // namespace gatehouse::prompt
