#include "gate/inspect/prompt/layers.h"

#include <algorithm>

#include "gate/inspect/prompt/decode.h"

namespace gatehouse::prompt {
namespace {

constexpr size_t kMostBytesOfCodePoint = 4;
constexpr size_t kMaxPromptBytes = kMaxCodePoints * kMostBytesOfCodePoint;

// Letters for which digits and signs are written.
char LetterFor(char c) {
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

// Words that hold a letter get letters for their digits: "1gn0r3" is a word, "2026" is none.
size_t ReadLeet(std::string_view text, std::span<char> out) {
  size_t size = 0;
  bool any = false;
  while (!text.empty() && size < out.size()) {
    const size_t end = std::min({text.find_first_of(" \n"), text.size(), out.size() - size});
    const std::string_view word = text.substr(0, end);
    const bool letters = std::ranges::any_of(word, IsLetter);
    for (const char c : word) {
      const char letter = letters ? LetterFor(c) : c;
      any = any || letter != c;
      out[size++] = letter;
    }
    text.remove_prefix(end);
    if (!text.empty() && size < out.size()) {
      out[size++] = text.front();
      text.remove_prefix(1);
    }
  }
  return any ? size : 0;
}

// "i g n o r e" or "i-g-n-o-r-e": single letters with one separator between them become a word; where words stand two
// separators apart nothing tells any more, so a word ends with another separator only.
size_t JoinLetters(std::string_view text, std::span<char> out) {
  constexpr size_t kFewest = 4;
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
    : normal_(NormalisedBound(kMaxPromptBytes) + NormalisedBound(kMaxDecodedBytes) + 2 * kMaxRespelledBytes),
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
  layers_[count_++] = {{Room().data(), size}, hidden};
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

void Layers::Respell() {
  const std::string_view first = layers_[0].text.substr(0, kMaxRespelledBytes);
  for (const auto read : {ReadLeet, JoinLetters}) {
    if (count_ == kMaxLayers || Room().size() < first.size()) return;
    const size_t size = read(first, Room().first(first.size()));
    if (size == 0) continue;
    layers_[count_++] = {{Room().data(), size}, true};
    normal_used_ += size;
  }
}

}  // namespace gatehouse::prompt
