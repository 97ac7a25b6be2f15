#include "answers/base64_text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

namespace gatehouse::answers {
namespace {

constexpr size_t kStride = (kLeastQuads - 1) * kQuad;
constexpr uint32_t kNone = 1U << 31U;
constexpr uint32_t kBeyondAscii = 0x80'8080;

constexpr std::array<uint32_t, 256> kValues = [] {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::array<uint32_t, 256> values{};
  values.fill(kNone);
  for (uint32_t i = 0; i < kAlphabet.size(); ++i) values[static_cast<uint8_t>(kAlphabet[i])] = i;
  values['-'] = 62;
  values['_'] = 63;
  return values;
}();

uint32_t ValueOf(char c) { return kValues[static_cast<uint8_t>(c)]; }

// The three bytes of a quad; with kNone if one of its characters is not in the alphabet.
uint32_t BytesOf(const char* quad) {
  const uint32_t last = ValueOf(quad[3]);
  const uint32_t values[] = {ValueOf(quad[0]), ValueOf(quad[1]), ValueOf(quad[2]), last};
  const uint32_t none = (values[0] | values[1] | values[2] | last) & kNone;
  return (values[0] << 18U | values[1] << 12U | values[2] << 6U | last) | none;
}

// For each of the four ways in which quads may lie from there on: whether two of them spell ASCII.
struct TwoQuads {
  bool in_run;     // the characters that are read are of the alphabet
  uint32_t ascii;  // the lowest bit of one byte per way
};
constexpr size_t kRead = 2 * kQuad + 3;

// The highest bits of a quad's bytes are these bits of its first, second and third character.
constexpr std::array<uint8_t, 256> kHighBits = [] {
  std::array<uint8_t, 256> bits{};
  for (size_t c = 0; c < bits.size(); ++c) {
    const uint32_t value = kValues[c];
    bits[c] = static_cast<uint8_t>((value >> 5U & 1U) | (value >> 3U & 1U) << 1U | (value >> 1U & 1U) << 2U |
                                   (value == kNone ? 8U : 0U));
  }
  return bits;
}();

TwoQuads TwoQuadsAt(const char* text) {
  const auto bits_of = [text](size_t i) { return uint64_t{kHighBits[static_cast<uint8_t>(text[i])]}; };
  uint64_t bits = 0;  // of the first eight characters, one byte each
  uint64_t more = 0;
  for (size_t i = 0; i < 8; ++i) bits |= bits_of(i) << (8 * i);
  for (size_t i = 8; i < kRead; ++i) more |= bits_of(i) << (8 * (i - 8));
  constexpr uint64_t kEach = 0x0101'0101'0101'0101U;
  const uint64_t beyond = bits | (bits >> 8U | more << 56U) >> 1U | (bits >> 16U | more << 48U) >> 2U;
  return {.in_run = ((bits | more) & 8 * kEach) == 0,
          .ascii = static_cast<uint32_t>(~(beyond | beyond >> 32U) & kEach)};
}

bool SpellsAscii(std::string_view text, size_t quad) {
  return quad + kQuad <= text.size() && (BytesOf(text.data() + quad) & (kNone | kBeyondAscii)) == 0;
}

size_t RunEnd(std::string_view text, size_t at, size_t most) {
  const size_t last = std::min(text.size(), at + most);
  while (at < last && IsBase64(text[at])) ++at;
  return at;
}
size_t RunBegin(std::string_view text, size_t end, size_t most) {
  const size_t first = end - std::min(end, most);
  while (end > first && IsBase64(text[end - 1])) --end;
  return end;
}

// The beginning of the quads in front of `quad`, from `first` on, that all spell ASCII.
size_t AsciiFrom(std::string_view text, size_t quad, size_t first) {
  while (quad >= first + kQuad && SpellsAscii(text, quad - kQuad)) quad -= kQuad;
  return quad;
}

// Adds the text that includes this quad, if it is long enough; `done` becomes its end.
void AddText(std::string_view text, size_t quad, size_t& done, std::vector<Base64Text>& texts) {
  const size_t begin = AsciiFrom(text, quad, done);
  size_t end = quad;
  while (SpellsAscii(text, end)) end += kQuad;
  done = end;
  if (end - begin < kLeastQuads * kQuad) return;
  // A secret may begin in the quad before, and end in the one behind.
  const size_t from = RunBegin(text, begin, kQuad) + kQuad == begin ? begin - kQuad : begin;
  texts.push_back({from, text.substr(from, RunEnd(text, end, kQuad) - from)});
}

}  // namespace

bool IsBase64(char c) { return ValueOf(c) != kNone; }

std::string_view Base64Text::Decode(std::string& bytes) const {
  bytes.resize((code.size() + kQuad - 1) / kQuad * 3);
  char* out = bytes.data();
  const auto decode = [&out](const char* quad) {
    const uint32_t of = BytesOf(quad);
    for (const unsigned shift : {16U, 8U, 0U}) *out++ = static_cast<char>(of >> shift);
  };
  const size_t complete = code.size() / kQuad * kQuad;
  for (size_t i = 0; i < complete; i += kQuad) decode(code.data() + i);
  std::string rest(code.substr(complete));
  rest.resize(kQuad, 'A');
  if (complete < code.size()) decode(rest.data());
  bytes.resize(code.size() * 6 / 8);
  return bytes;
}

// Of two quads in every kStride characters, a text of kLeastQuads contains both: only these are looked at first.
std::vector<Base64Text> Base64TextsOf(std::string_view text, size_t& at) {
  std::vector<Base64Text> texts;
  std::array<size_t, kQuad> done{};  // for each way in which quads may lie
  size_t here = RunBegin(text, at, kQuad - 1);
  for (; here + kRead <= text.size(); here += kStride) {
    const TwoQuads quads = TwoQuadsAt(text.data() + here);
    for (uint32_t ways = quads.ascii; ways != 0; ways &= ways - 1) {
      const size_t way = static_cast<size_t>(std::countr_zero(ways)) / 8;
      if (here + way >= done[way]) AddText(text, here + way, done[way], texts);
    }
    if (!quads.in_run) break;
  }
  if (here + kRead > text.size()) {
    for (size_t way = 0; way < kQuad; ++way) AddText(text, here + way, done[way], texts);
  }
  at = std::max(at + 1, std::min(here, text.size()));
  return texts;
}

size_t OpenBase64From(std::string_view text, size_t most) {
  const size_t run = RunBegin(text, text.size(), most);
  size_t open = text.size();
  for (size_t end = text.size(); end + kQuad > text.size() && end >= run; --end) {
    const size_t ascii = AsciiFrom(text, end, run);
    open = std::min(open, std::max(run, ascii - std::min(ascii, kQuad)));  // with the quad before
    if (end == 0) break;
  }
  return open;
}

}  // namespace gatehouse::answers
