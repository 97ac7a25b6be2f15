// See ciphers.h. Tests: ciphers_test.cc.
#include "gate/inspect/prompt/ciphers.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#include "base/sixteen_bytes.h"

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

// A set of words of kWords, a bit each. Few words of a text pass the first look, so that few are compared.
using WordSet = uint32_t;
static_assert(kWords.size() <= sizeof(WordSet) * 8);

constexpr bool IsSmallLetter(char c) { return c >= 'a' && c <= 'z'; }

// How far a letter is behind another one, around the alphabet: a shift does not change it.
constexpr size_t Distance(char from, char to) { return static_cast<size_t>((to - from + kLetters) % kLetters); }

template <size_t kSize, typename IndexOf>
constexpr std::array<WordSet, kSize> SetsBy(IndexOf index_of) {
  std::array<WordSet, kSize> sets{};
  for (size_t i = 0; i < kWords.size(); ++i) sets[index_of(kWords[i])] |= WordSet{1} << i;
  return sets;
}

constexpr auto kBySize = SetsBy<std::ranges::max(kWords, {}, &std::string_view::size).size() + 1>(
    [](std::string_view word) { return word.size(); });
constexpr auto kByFirstLetter = SetsBy<kLetters>([](std::string_view word) { return Distance('a', word[0]); });
constexpr auto kByDistances = SetsBy<kLetters * kLetters>(
    [](std::string_view word) { return Distance(word[0], word[1]) * kLetters + Distance(word[1], word[2]); });

constexpr size_t IndexOfEnds(std::string_view word) {
  return static_cast<size_t>(word.front() - 'a') * kLetters + static_cast<size_t>(word.back() - 'a');
}
constexpr auto kByEnds = SetsBy<kLetters * kLetters>(IndexOfEnds);

// Whether `is` of one of the words in the set.
template <typename Is>
bool AnyOf(WordSet set, Is is) {
  for (; set != 0; set &= set - 1) {
    if (is(kWords[static_cast<size_t>(std::countr_zero(set))])) return true;
  }
  return false;
}

WordSet OfSize(size_t size) { return size < kBySize.size() ? kBySize[size] : 0; }

// `word` is of small letters.
bool IsKnown(std::string_view word) {
  return AnyOf(OfSize(word.size()) & kByFirstLetter[Distance('a', word[0])],
               [&](std::string_view known) { return known == word; });
}

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

// Calls on_word(word) for each run of kShortestWord letters or more: few, so that prompts without a cipher cost little.
template <typename OnWord>
void ForEachLongRun(std::string_view text, OnWord on_word) {
  static_assert(kShortestWord == 5);
  constexpr uint64_t kMayGoOn = ~uint64_t{0} << (base::kSixtyFour - kShortestWord + 1);
  const auto of_letters = [](base::SixteenBytes bytes) { return base::Between(bytes, 'a', 'z'); };
  uint64_t in_run = 0;  // the lowest bit: whether the byte before is a letter
  for (size_t at = 0; at <= text.size(); at += base::kSixtyFour) {
    const uint64_t letters = base::BitsOfSixtyFour(text, at, of_letters);
    const uint64_t four_behind = letters >> 1U & letters >> 2U & letters >> 3U & letters >> 4U;
    uint64_t begins = letters & ~(letters << 1U | in_run) & (four_behind | kMayGoOn);
    for (; begins != 0; begins &= begins - 1) {
      const auto bit = static_cast<unsigned>(std::countr_zero(begins));
      const auto size = static_cast<size_t>(std::countr_one(letters >> bit));
      const std::string_view word =
          bit + size < base::kSixtyFour ? text.substr(at + bit, size) : LettersAt(text, at + bit);
      if (word.size() >= kShortestWord) on_word(word);
    }
    in_run = letters >> (base::kSixtyFour - 1);
  }
}

char Shifted(char c, int by) {
  return IsSmallLetter(c) ? static_cast<char>('a' + (c - 'a' + by + kLetters) % kLetters) : c;
}

// By how many letters one of the known words was shifted to become `word`; 0 if none was.
size_t ShiftOf(std::string_view word) {
  const WordSet of_size = OfSize(word.size());
  if (of_size == 0) return 0;
  const WordSet alike = of_size & kByDistances[Distance(word[0], word[1]) * kLetters + Distance(word[1], word[2])];
  size_t by = 0;
  const bool shifted = AnyOf(alike, [&](std::string_view known) {
    by = Distance(known[0], word[0]);
    return std::ranges::equal(word, known, [&](char a, char b) { return Distance(b, a) == by; });
  });
  return shifted ? by : 0;
}

// By how many letters the text is shifted; 0 if too few words tell.
int ShiftOfText(std::string_view text) {
  std::array<uint16_t, kLetters> votes{};
  ForEachLongRun(text, [&](std::string_view word) { ++votes[ShiftOf(word)]; });
  votes[0] = 0;
  const auto most = std::ranges::max_element(votes);
  return *most < kFewestWords ? 0 : static_cast<int>(most - votes.begin());
}

// Whether enough words of the text are known, as `is_known` reads them.
template <typename IsKnownWord>
bool HoldsKnown(std::string_view text, IsKnownWord is_known) {
  size_t known = 0;
  ForEachLongRun(text, [&](std::string_view word) { known += is_known(word) ? 1 : 0; });
  return known >= kFewestWords;
}

bool IsKnownReversed(std::string_view word) {
  return AnyOf(OfSize(word.size()) & kByFirstLetter[Distance('a', word.back())],
               [&](std::string_view known) { return std::equal(word.rbegin(), word.rend(), known.begin()); });
}

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

// Plain words count, too: of a text with few words in pig latin the others tell what it is about.
bool IsKnownPigLatin(std::string_view word) {
  constexpr size_t kLongestWord = 24;
  if (word.size() > kLongestWord) return false;
  std::array<char, kLongestWord> room;
  return IsKnown(FromPigLatin(word, room));
}

// Short words that orders are made of: too many others have their letters for them to tell anything.
constexpr auto kShortWords = std::to_array<std::string_view>({"your", "show", "what", "from", "give", "told", "were"});

bool IsScrambled(std::string_view word, std::string_view known) {
  return word != known && word.size() == known.size() && word.front() == known.front() && word.back() == known.back() &&
         std::ranges::is_permutation(word, known);
}

// The known words that are as long, and begin and end as the word does.
WordSet WithEndsOf(std::string_view word) { return OfSize(word.size()) & kByEnds[IndexOfEnds(word)]; }

// The known word whose inner letters have changed places; empty if there is none.
std::string_view FromScrambled(std::string_view word) {
  std::string_view found;
  (void)AnyOf(WithEndsOf(word), [&](std::string_view known) {
    if (!IsScrambled(word, known)) return false;
    found = known;
    return true;
  });
  return found;
}

bool IsKnownScrambled(std::string_view word) { return WithEndsOf(word) != 0 && !FromScrambled(word).empty(); }

std::string_view FromShortScrambled(std::string_view word) {
  const auto* const found =
      std::ranges::find_if(kShortWords, [&](std::string_view known) { return IsScrambled(word, known); });
  return found == kShortWords.end() ? std::string_view() : *found;
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
  if (!HoldsKnown(text, IsKnownReversed)) return 0;
  const size_t size = std::min(text.size(), out.size());
  std::ranges::reverse_copy(text.substr(text.size() - size), out.begin());
  return size;
}

size_t ReadMirrored(std::string_view text, std::span<char> out) {
  if (!HoldsKnown(text, IsKnownReversed)) return 0;
  const std::string_view read = text.substr(0, out.size());
  std::ranges::copy(read, out.begin());
  ForEachRun(read,
             [&](size_t begin, std::string_view word) { std::ranges::reverse_copy(word, out.subspan(begin).begin()); });
  return read.size();
}

size_t ReadPigLatin(std::string_view text, std::span<char> out) {
  if (!text.contains(kEnding) || !HoldsKnown(text, IsKnownPigLatin)) return 0;
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

size_t ReadScrambled(std::string_view text, std::span<char> out) {
  if (!HoldsKnown(text, [](std::string_view word) { return IsKnownScrambled(word); })) return 0;
  const std::string_view read = text.substr(0, out.size());
  std::ranges::copy(read, out.begin());
  ForEachRun(read, [&](size_t begin, std::string_view word) {
    std::string_view known = FromScrambled(word);
    if (known.empty()) known = FromShortScrambled(word);
    std::ranges::copy(known, out.subspan(begin).begin());
  });
  return read.size();
}

}  // namespace gatehouse::prompt
