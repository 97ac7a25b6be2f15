#include "gate/inspect/prompt/decode.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "base/bytes.h"
#include "base/eight_bytes.h"
#include "base/sixteen_bytes.h"

namespace gatehouse::prompt {
namespace {

struct Entity {
  std::string_view name;
  char stands_for;
};
constexpr std::array kEntities = std::to_array<Entity>({
    {"lt", '<'},     {"gt", '>'},     {"amp", '&'},   {"quot", '"'},     {"apos", '\''},  {"colon", ':'},
    {"lpar", '('},   {"rpar", ')'},   {"sol", '/'},   {"bsol", '\\'},    {"equals", '='}, {"semi", ';'},
    {"num", '#'},    {"period", '.'}, {"comma", ','}, {"newline", '\n'}, {"tab", '\t'},   {"nbsp", ' '},
    {"lbrace", '{'}, {"rbrace", '}'}, {"lsqb", '['},  {"rsqb", ']'},     {"grave", '`'},  {"excl", '!'},
    {"quest", '?'},  {"percnt", '%'}, {"plus", '+'},  {"lowbar", '_'},   {"hyphen", '-'}, {"ast", '*'},
    {"commat", '@'}, {"dollar", '$'}, {"vert", '|'},
});

// What stands for a code point at the start of `text`: how much of it, and which.
struct Escape {
  size_t size = 0;  // 0: there is none
  char32_t value = 0;
};

constexpr char32_t kMaxCodePoint = 0x10FFFF;

// Digits of a base from the start on, at most `most` of them; those of HTML may have zeros in front.
Escape Number(std::string_view text, char32_t base, size_t most) {
  Escape number;
  while (number.size < std::min(most, text.size())) {
    const int digit = base::HexDigit(text[number.size]);
    if (digit < 0 || static_cast<char32_t>(digit) >= base) break;
    number.value = std::min(number.value * base + static_cast<char32_t>(digit), kMaxCodePoint + 1);
    ++number.size;
  }
  return number;
}

Escape Behind(size_t opening, const Escape& inner, size_t closing) {
  if (inner.size == 0 || inner.value > kMaxCodePoint) return {};
  return {opening + inner.size + closing, inner.value};
}

Escape HtmlEscape(std::string_view text) {
  constexpr size_t kMostDigits = 12;
  if (text.starts_with("&#x") || text.starts_with("&#X")) {
    const Escape inner = Number(text.substr(3), 16, kMostDigits);
    return Behind(3, inner, text.substr(3 + inner.size).starts_with(';') ? 1 : 0);
  }
  if (text.starts_with("&#")) {
    const Escape inner = Number(text.substr(2), 10, kMostDigits);
    return Behind(2, inner, text.substr(2 + inner.size).starts_with(';') ? 1 : 0);
  }
  const size_t end = text.substr(0, 12).find(';');
  if (end == std::string_view::npos) return {};
  for (const Entity& entity : kEntities) {
    if (base::EqualIgnoringCase(text.substr(1, end - 1), entity.name))
      return {end + 1, static_cast<char32_t>(entity.stands_for)};
  }
  return {};
}

Escape BackslashEscape(std::string_view text) {
  const char kind = text.size() > 1 ? text[1] : '\0';
  if (kind == 'x' || kind == 'X') {
    const Escape inner = Number(text.substr(2), 16, 2);
    return inner.size == 2 ? Behind(2, inner, 0) : Escape{};
  }
  if (kind == '"' || kind == '/') return {2, static_cast<char32_t>(kind)};  // as JSON in a prompt has them
  if (kind != 'u' && kind != 'U') return {};
  if (text.substr(2).starts_with('{')) {
    const Escape inner = Number(text.substr(3), 16, 6);
    return text.substr(3 + inner.size).starts_with('}') ? Behind(3, inner, 1) : Escape{};
  }
  const Escape inner = Number(text.substr(2), 16, 4);
  return inner.size == 4 ? Behind(2, inner, 0) : Escape{};
}

// A comment in the place of a blank, as SQL takes it: short, and no path such as src/*.cc.
Escape CommentEscape(std::string_view text) {
  constexpr size_t kLongest = 64;
  if (!text.starts_with("/*")) return {};
  const size_t end = text.substr(0, kLongest).find("*/", 2);
  return end == std::string_view::npos ? Escape{} : Escape{end + 2, ' '};
}

class DecodedWriter {
 public:
  explicit DecodedWriter(std::span<char> out) : out_(out) {}

  void Byte(char c) {
    if (size_ < out_.size()) out_[size_++] = c;
  }
  void Bytes(std::string_view text) {
    const size_t fits = std::min(text.size(), out_.size() - size_);
    std::copy_n(text.data(), fits, out_.data() + size_);
    size_ += fits;
  }
  void CodePoint(char32_t value) {
    std::array<utf8proc_uint8_t, 4> encoded{};
    const auto size = utf8proc_encode_char(static_cast<utf8proc_int32_t>(value), encoded.data());
    Bytes({reinterpret_cast<const char*>(encoded.data()), static_cast<size_t>(std::max<utf8proc_ssize_t>(size, 0))});
  }
  void Back(size_t size) { size_ = size; }
  [[nodiscard]] size_t size() const { return size_; }
  [[nodiscard]] std::string_view From(size_t begin) const { return {out_.data() + begin, size_ - begin}; }

 private:
  std::span<char> out_;
  size_t size_ = 0;
};

bool HoldsAny(std::string_view text) {
  const auto holds = [&](char c) { return std::memchr(text.data(), c, text.size()) != nullptr; };
  return holds('%') || holds('&') || holds('\\') || (holds('/') && text.find("/*") != std::string_view::npos);
}

// What people write in prompts: at least half letters and blanks. Bytes that came of chance decoding are something
// else.
bool IsText(std::string_view bytes) {
  constexpr size_t kShortest = 6;
  if (bytes.size() < kShortest || !base::IsUtf8(bytes)) return false;
  size_t plain = 0;
  for (const char c : bytes) {
    const auto byte = static_cast<uint8_t>(c);
    if (byte < 0x20 && c != '\n' && c != '\r' && c != '\t') return false;
    const char lower = static_cast<char>(c | 0x20);
    if ((lower >= 'a' && lower <= 'z') || c == ' ' || byte >= 0x80) ++plain;
  }
  return plain * 2 >= bytes.size();
}

constexpr std::array<int8_t, 256> kBase64 = [] {
  std::array<int8_t, 256> table{};
  table.fill(-1);
  int value = 0;
  for (char c = 'A'; c <= 'Z'; ++c) table[static_cast<uint8_t>(c)] = static_cast<int8_t>(value++);
  for (char c = 'a'; c <= 'z'; ++c) table[static_cast<uint8_t>(c)] = static_cast<int8_t>(value++);
  for (char c = '0'; c <= '9'; ++c) table[static_cast<uint8_t>(c)] = static_cast<int8_t>(value++);
  table[static_cast<uint8_t>('+')] = table[static_cast<uint8_t>('-')] = 62;
  table[static_cast<uint8_t>('/')] = table[static_cast<uint8_t>('_')] = 63;
  return table;
}();

void WriteBase64(std::string_view run, DecodedWriter& out) {
  uint32_t bits = 0;
  int have = 0;
  for (const char c : run) {
    bits = bits << 6U | static_cast<uint32_t>(kBase64[static_cast<uint8_t>(c)]);
    have += 6;
    if (have < 8) continue;
    have -= 8;
    out.Byte(static_cast<char>(bits >> have & 0xFFU));
  }
}

void WriteHex(std::string_view run, DecodedWriter& out) {
  int high = -1;
  for (const char c : run) {
    const int digit = base::HexDigit(c);
    if (digit < 0) continue;
    if (high < 0) {
      high = digit;
    } else {
      out.Byte(static_cast<char>(high * 16 + digit));
      high = -1;
    }
  }
}

void WriteBinary(std::string_view run, DecodedWriter& out) {
  unsigned bits = 0;
  int have = 0;
  for (const char c : run) {
    if (c != '0' && c != '1') continue;
    bits = bits << 1U | static_cast<unsigned>(c - '0');
    if (++have < 8) continue;
    out.Byte(static_cast<char>(bits & 0xFFU));
    have = 0;
  }
}

constexpr size_t kShortestRun = 16;  // characters: twelve bytes of base64, eight of hexadecimal

// Keeps what `write` makes of the run if it is text.
template <typename Write>
bool Try(std::string_view run, DecodedWriter& out, Write write) {
  const size_t before = out.size();
  write(run, out);
  if (IsText(out.From(before))) {
    out.Byte('\n');
    return true;
  }
  out.Back(before);
  return false;
}

bool IsBase64(char c) { return kBase64[static_cast<uint8_t>(c)] >= 0; }

// The run around the eight bytes at `at`, none of which is white space. Returns where to go on.
size_t TryRun(std::string_view text, size_t at, DecodedWriter& out) {
  if (!IsBase64(text[at]) && !IsBase64(text[at + base::kEight - 1])) return at + base::kEight;
  size_t begin = IsBase64(text[at]) ? at : at + base::kEight - 1;
  size_t end = begin;
  while (begin > 0 && IsBase64(text[begin - 1])) --begin;
  while (end < text.size() && IsBase64(text[end])) ++end;
  const std::string_view run = text.substr(begin, end - begin);
  if (run.size() >= kShortestRun) {
    const bool hex = std::ranges::all_of(run, [](char c) { return base::HexDigit(c) >= 0; });
    if (!(hex && Try(run, out, WriteHex))) (void)Try(run, out, WriteBase64);
  }
  return std::max(end, at + base::kEight);
}

bool IsBetweenNumbers(char c) { return c == ' ' || c == ',' || c == ':' || c == '\n'; }

// Bytes written in groups of digits, each behind one separator: "49 67 6e", "01001001 01100111".
struct Groups {
  size_t size = 0;  // of their text
  size_t count = 0;
  size_t width = 0;  // 2 or 8
};
Groups GroupsAt(std::string_view text) {
  constexpr size_t kHex = 2;
  constexpr size_t kBinary = 8;
  Groups groups;
  while (groups.size < text.size()) {
    const std::string_view rest = text.substr(groups.size);
    size_t digits = 0;
    while (digits < rest.size() && base::HexDigit(rest[digits]) >= 0) ++digits;
    const bool ends = digits == rest.size() || IsBetweenNumbers(rest[digits]);
    if (!ends || (digits != kHex && digits != kBinary) || (groups.count > 0 && digits != groups.width)) break;
    groups.width = digits;
    ++groups.count;
    groups.size += std::min(digits + 1, rest.size());
  }
  return groups;
}

// A letter of ASCII begins with 0 to 7 in hexadecimal too, so that only such digits at the beginning of a word are
// looked at.
void TryGroups(std::string_view text, DecodedWriter& out) {
  constexpr size_t kFewestGroups = 8;
  const auto is_digit = [](base::SixteenBytes bytes) { return base::Between(bytes, '0', '7'); };
  size_t next = 0;  // behind what was tried
  for (size_t begin = 0; begin < text.size(); begin += base::kSixtyFour) {
    for (uint64_t digits = base::BitsOfSixtyFour(text, begin, is_digit); digits != 0; digits &= digits - 1) {
      const size_t at = begin + static_cast<size_t>(std::countr_zero(digits));
      if (at < next || (at > 0 && !IsBetweenNumbers(text[at - 1]))) continue;
      const Groups groups = GroupsAt(text.substr(at));
      if (groups.count >= kFewestGroups) {
        const std::string_view run = text.substr(at, groups.size);
        groups.width == 2 ? Try(run, out, WriteHex) : Try(run, out, WriteBinary);
      }
      next = at + groups.size;
    }
  }
}

// From `at` on in steps of eight bytes: where the next eight without white space begin; behind the text if there are
// none. White space is whatever is not above ' '.
size_t NextWithoutSpace(std::string_view text, size_t at) {
  constexpr uint32_t kFirstEight = 0xFF;
  for (; at + base::kSixteen <= text.size(); at += base::kSixteen) {
    const uint32_t spaces = base::HighBits(static_cast<base::SixteenBytes>(base::LoadSixteen(text.data() + at) <= ' '));
    if ((spaces & kFirstEight) == 0) return at;
    if (spaces >> base::kEight == 0) return at + base::kEight;
  }
  const auto is_space = [](char c) { return static_cast<uint8_t>(c) <= ' '; };
  while (at + base::kEight <= text.size() && std::ranges::any_of(text.substr(at, base::kEight), is_space))
    at += base::kEight;
  return at;
}

// How many bytes stand in front of the next one that an escape may begin with, or that may be one.
size_t BytesInFrontOfEscape(std::string_view text) {
  size_t at = 0;
  for (; at + base::kSixteen <= text.size(); at += base::kSixteen) {
    const base::SixteenBytes bytes = base::LoadSixteen(text.data() + at);
    const auto begins = base::Between(bytes, '%', '&') | static_cast<base::SixteenBytes>(bytes == '\\') |
                        static_cast<base::SixteenBytes>(bytes == '/') | static_cast<base::SixteenBytes>(bytes == '+');
    if (base::AnySet(begins)) return at + base::FirstSet(begins);
  }
  return std::min(text.find_first_of("%&\\/+", at), text.size());
}

constexpr size_t kMaxForGroups = 16 << 10;  // bytes of a text that is searched for groups

}  // namespace

size_t DecodeEscapes(std::string_view text, std::span<char> out) {
  if (!HoldsAny(text)) return 0;
  const bool plus_is_blank = text.find(' ') == std::string_view::npos && text.find('%') != std::string_view::npos;
  DecodedWriter writer(out);
  bool any = false;
  while (!text.empty() && writer.size() < out.size()) {
    const size_t plain = BytesInFrontOfEscape(text);
    writer.Bytes(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty() || writer.size() == out.size()) break;
    const char c = text.front();
    Escape escape;
    if (c == '&') escape = HtmlEscape(text);
    if (c == '\\') escape = BackslashEscape(text);
    if (c == '/') escape = CommentEscape(text);
    if (c == '%') {
      if (const int byte = base::PercentByte(text); byte >= 0) {
        any = true;
        writer.Byte(static_cast<char>(byte));
        text.remove_prefix(3);
        continue;
      }
      if (text.size() > 5 && (text[1] == 'u' || text[1] == 'U')) {
        const Escape inner = Number(text.substr(2), 16, 4);
        if (inner.size == 4) escape = Behind(2, inner, 0);
      }
    }
    if (escape.size > 0) {
      any = true;
      writer.CodePoint(escape.value);
      text.remove_prefix(escape.size);
      continue;
    }
    writer.Byte(c == '+' && plus_is_blank ? ' ' : c);
    text.remove_prefix(1);
  }
  return any ? writer.size() : 0;
}

size_t DecodeRuns(std::string_view text, std::span<char> out) {
  DecodedWriter writer(out);
  for (size_t at = NextWithoutSpace(text, 0); at + base::kEight <= text.size(); at = NextWithoutSpace(text, at))
    at = TryRun(text, at, writer);
  TryGroups(text.substr(0, kMaxForGroups), writer);
  return writer.size();
}

}  // namespace gatehouse::prompt
