#include "gate/inspect/prompt/layers.h"

#include <algorithm>
#include <array>

#include "base/sixteen_bytes.h"
#include "gate/inspect/prompt/ciphers.h"
#include "gate/inspect/prompt/decode.h"

namespace gatehouse::prompt {
namespace {

constexpr size_t kMostBytesOfCodePoint = 4;
constexpr size_t kMaxPromptBytes = kMaxCodePoints * kMostBytesOfCodePoint;
constexpr std::array kCiphers = {ReadShifted, ReadBackwards, ReadMirrored, ReadPigLatin};
// Those, with letters for digits, with letters joined, and with letters in order.
constexpr size_t kReadings = 3 + kCiphers.size();

// Letters for which digits and signs are written.
constexpr char LetterFor(char c) {
  switch (c) {
    case '0':
      return 'o';
    case '1':
      return 'i';
    case '3':
      return 'e';
    case '4':
      return 'a';
    case '5':
      return 's';
    case '7':
      return 't';
    case '8':
      return 'b';
    case '9':
      return 'g';
    case '@':
      return 'a';
    case '$':
      return 's';
    case '!':
      return 'i';
    case '|':
      return 'l';
    case '+':
      return 't';
    default:
      return c;
  }
}

bool IsLetter(char c) { return c >= 'a' && c <= 'z'; }

using base::Between;
using base::kSixteen;
using base::SixteenBytes;

constexpr auto kLetterFor = [] {
  std::array<char, 256> table{};
  for (size_t c = 0; c < table.size(); ++c) table[c] = LetterFor(static_cast<char>(c));
  return table;
}();
char LetterOf(char c) { return kLetterFor[static_cast<uint8_t>(c)]; }

// The next character from `at` on that is written for a letter; the text's size where there is none. Most texts have
// few.
size_t NextForLetter(std::string_view text, size_t at) {
  for (; at + kSixteen <= text.size(); at += kSixteen) {
    const SixteenBytes bytes = base::LoadSixteen(text.data() + at);
    const auto one_of = Between(bytes, '0', '1') | Between(bytes, '3', '5') | Between(bytes, '7', '9') |  // not 2 and 6
                        static_cast<SixteenBytes>(bytes == '@') | static_cast<SixteenBytes>(bytes == '$') |
                        static_cast<SixteenBytes>(bytes == '!') | static_cast<SixteenBytes>(bytes == '|') |
                        static_cast<SixteenBytes>(bytes == '+');
    if (base::AnySet(one_of)) return at + base::FirstSet(one_of);
  }
  while (at < text.size() && LetterOf(text[at]) == text[at]) ++at;
  return at;
}

bool StandsForLetter(char c) { return LetterOf(c) != c; }

// How many of the first bytes of `text` are digits.
size_t DigitsAt(std::string_view text) {
  const auto* const end = std::ranges::find_if_not(text, [](char c) { return c >= '0' && c <= '9'; });
  return static_cast<size_t>(end - text.begin());
}

// "1st", "3rd", "10th", and not "4nd", which may be "and".
bool IsOrdinal(std::string_view run) {
  const size_t digits = DigitsAt(run);
  if (digits == 0) return false;
  const std::string_view ending = run.substr(digits);
  switch (run[digits - 1]) {
    case '1':
      return ending == "st" || ending == "th";
    case '2':
      return ending == "nd" || ending == "th";
    case '3':
      return ending == "rd" || ending == "th";
    default:
      return ending == "th";
  }
}

// Whether a digit or a sign may be written for a letter in one of the word's runs of letters, digits and such signs.
// The 0 of "r[0]" stands beside no letter, and "1st" is how it is written.
bool MayDisguise(std::string_view word) {
  for (size_t at = 0; at < word.size();) {
    size_t end = at;
    while (end < word.size() &&
           (IsLetter(word[end]) || StandsForLetter(word[end]) || DigitsAt(word.substr(end, 1)) > 0))
      ++end;
    std::string_view run = word.substr(at, end - at);
    at = end + 1;
    if (std::ranges::any_of(run, IsLetter) && std::ranges::any_of(run, StandsForLetter) && !IsOrdinal(run)) return true;
  }
  return false;
}

// A word with a character that may stand for a letter.
struct MarkedWord {
  size_t begin;
  size_t end;
};

// Calls on_word(MarkedWord), which returns whether to go on, for each word that holds a letter, and a character that
// may stand for one.
template <typename OnWord>
void ForEachMarkedWord(std::string_view text, OnWord on_word) {
  const auto parts_words = [](char c) { return c == ' ' || c == '\n'; };
  for (size_t at = NextForLetter(text, 0); at < text.size();) {
    size_t begin = at;
    while (begin > 0 && !parts_words(text[begin - 1])) --begin;
    size_t end = at;
    while (end < text.size() && !parts_words(text[end])) ++end;
    if (std::ranges::any_of(text.substr(begin, end - begin), IsLetter) && !on_word(MarkedWord{begin, end})) return;
    at = NextForLetter(text, end);
  }
}

// Words that hold a letter get letters for their digits: "1gn0r3" is a word, "2026" is none. Only if one of the words
// may be in disguise: else the text is not worth a second search. A '!' at the text's end is no disguise; elsewhere it
// is read as a letter, for a rule may not go past it. `out` is as large as the text.
size_t ReadLeet(std::string_view text, std::span<char> out) {
  bool disguise = false;
  ForEachMarkedWord(text, [&](MarkedWord word) {
    const std::string_view said = text.substr(word.begin, word.end - word.begin);
    disguise = MayDisguise(word.end == text.size() ? said.substr(0, said.find_last_not_of('!') + 1) : said);
    return !disguise;
  });
  if (!disguise) return 0;
  text.copy(out.data(), text.size());
  ForEachMarkedWord(text, [&](MarkedWord word) {
    std::transform(text.data() + word.begin, text.data() + word.end, out.data() + word.begin, LetterOf);
    return true;
  });
  return text.size();
}

// Whether four letters may stand in it with one separator between them. Bits as in marks.cc: those of the last sixteen
// bytes are the lower half, and letters begin there.
bool MaySpellOut(std::string_view text) {
  constexpr unsigned kBlock = base::kSixteen;
  uint32_t letters = 0;
  uint32_t separators = 0;
  const auto spells = [&](SixteenBytes bytes) {
    const SixteenBytes of_letters = Between(bytes, 'a', 'z');
    const SixteenBytes of_words = of_letters | Between(bytes, '0', '9') | static_cast<SixteenBytes>(bytes >= 0x80);
    letters = letters >> kBlock | base::HighBits(of_letters) << kBlock;
    separators = separators >> kBlock | base::HighBits(~of_words) << kBlock;
    const uint32_t pairs = letters & separators >> 1U;
    return (pairs & pairs >> 2U & pairs >> 4U & letters >> 6U) != 0;
  };
  for (; text.size() >= kBlock; text.remove_prefix(kBlock)) {
    if (spells(base::LoadSixteen(text.data()))) return true;
  }
  std::array<char, kBlock> rest;
  rest.fill('0');
  text.copy(rest.data(), text.size());
  return spells(base::LoadSixteen(rest.data()));
}

// "i g n o r e" or "i-g-n-o-r-e": single letters with one separator between them become a word; where words stand two
// separators apart nothing tells any more, so a word ends with another separator only.
size_t JoinLetters(std::string_view text, std::span<char> out) {
  constexpr size_t kFewest = 4;
  if (!MaySpellOut(text)) return 0;
  size_t size = 0;
  bool any = false;
  size_t at = 0;
  while (at < text.size() && size < out.size()) {
    size_t end = at;
    size_t letters = 0;
    const bool begins = at == 0 || !IsWordByte(text[at - 1]);
    while (begins && end < text.size() && IsLetter(text[end]) &&
           (end + 1 == text.size() || !IsWordByte(text[end + 1]))) {
      ++letters;
      end += 2;
      if (end < text.size() && letters > 1 && text[end - 1] != text[at + 1]) break;
    }
    if (letters < kFewest) {
      out[size++] = text[at++];
      continue;
    }
    any = true;
    for (size_t i = 0; i < letters && size < out.size(); ++i) out[size++] = text[at + 2 * i];
    at = std::min(at + 2 * letters - 1, text.size());
  }
  return any ? size : 0;
}

}  // namespace

Layers::Layers()
    : normal_(NormalisedBound(kMaxPromptBytes) + NormalisedBound(kMaxDecodedBytes) + kReadings * kMaxRespelledBytes),
      decoded_(kMaxDecodedBytes) {
  PrepareNormalise();
}

std::span<const Layer> Layers::Of(std::string_view prompt) {
  normal_used_ = decoded_used_ = count_ = 0;
  oddities_ = {};
  prompt = prompt.substr(0, kMaxPromptBytes);
  Add(prompt, false);
  Decode(prompt, 0);
  Respell();
  return {layers_.data(), count_};
}

std::span<char> Layers::Room() { return std::span(normal_).subspan(normal_used_); }

void Layers::Add(std::string_view raw, bool hidden) {
  if (count_ == kMaxLayers || Room().size() < NormalisedBound(raw.size())) return;
  Oddities of_layer;
  const size_t size = Normalise(raw, Room(), of_layer);
  if (!hidden) oddities_ = of_layer;
  layers_[count_++] = {{Room().data(), size}, hidden, false};
  normal_used_ += size;
}

void Layers::Decode(std::string_view raw, size_t depth) {
  if (depth == kMaxDepth) return;
  for (const auto decode : {DecodeEscapes, DecodeRuns}) {
    const auto room = std::span(decoded_).subspan(decoded_used_);
    const size_t size = decode(raw, room);
    if (size == 0) continue;
    decoded_used_ += size;
    const std::string_view said(room.data(), size);
    Add(said, true);
    Decode(said, depth + 1);
  }
}

// What `read` makes of the beginning of the prompt as it stands, if it makes anything of it.
void Layers::AddReadBy(Reader read, bool hidden) {
  const std::string_view first = layers_[0].text.substr(0, kMaxRespelledBytes);
  if (count_ == kMaxLayers || Room().size() < first.size()) return;
  const size_t size = read(first, Room().first(first.size()));
  if (size == 0) return;
  layers_[count_++] = {{Room().data(), size}, hidden, true};
  normal_used_ += size;
}

void Layers::Respell() {
  for (const Reader read : {ReadLeet, JoinLetters}) AddReadBy(read, true);
  AddReadBy(ReadScrambled, false);  // people mistype words like that
}

std::span<const Layer> Layers::ReadCiphers() {
  for (const Reader read : kCiphers) AddReadBy(read, true);
  return {layers_.data(), count_};
}

}  // namespace gatehouse::prompt
