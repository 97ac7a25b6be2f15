#include "gate/inspect/field/readings.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "base/bytes.h"
#include "base/utf8.h"

namespace gatehouse::field {
namespace {

struct Named {
  std::string_view name;
  char32_t character;
};
// The references for characters that markup and scripts consist of.
constexpr Named kNamed[] = {{"lt;", '<'},    {"gt;", '>'},     {"quot;", '"'},   {"apos;", '\''},    {"amp;", '&'},
                            {"lt", '<'},     {"gt", '>'},      {"quot", '"'},    {"amp", '&'},       {"colon;", ':'},
                            {"lpar;", '('},  {"rpar;", ')'},   {"Tab;", '\t'},   {"NewLine;", '\n'}, {"comma;", ','},
                            {"sol;", '/'},   {"bsol;", '\\'},  {"period;", '.'}, {"semi;", ';'},     {"equals;", '='},
                            {"grave;", '`'}, {"lbrace;", '{'}, {"rbrace;", '}'}, {"num;", '#'},      {"nbsp;", ' '},
                            {"LT;", '<'},    {"GT;", '>'},     {"QUOT;", '"'},   {"plus;", '+'},     {"excl;", '!'}};

// The ASCII character that some readers substitute for a non-ASCII one; 0 for all others.
char Folded(char32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) return static_cast<char>(c - 0xFF01 + '!');  // full-width forms
  switch (c) {
    case 0x2024:  // one dot leader
      return '.';
    case 0x2044:  // fraction slash
    case 0x2215:  // division slash
    case 0xF025:  // as Windows' best fit
      return '/';
    case 0x2216:  // set minus
    case 0xEFC8:
      return '\\';
    case 0x2018:
    case 0x2019:
    case 0x02BC:
    case 0x2032:
      return '\'';
    case 0x3008:
    case 0x2039:
      return '<';
    default:
      return 0;
  }
}

// Appends an ASCII character unchanged, a foldable one folded, any other in UTF-8. Never longer than the reference or
// escape that it came from.
void Append(std::string& out, char32_t c) {
  if (const char folded = Folded(c)) return out.push_back(folded);
  base::AppendUtf8(out, c);
}

// `digits` hexadecimal digits at the start of `text`.
std::optional<char32_t> Hex(std::string_view text, size_t digits) {
  if (text.size() < digits) return std::nullopt;
  char32_t value = 0;
  for (const char c : text.substr(0, digits)) {
    const int digit = base::HexDigit(c);
    if (digit < 0) return std::nullopt;
    value = value * 16 + static_cast<char32_t>(digit);
  }
  return value;
}

// Removes one layer of escapes.
class Layer {
 public:
  Layer(std::string_view text, Readings& told) : text_(text), told_(told) {
    // In a text with '%' escapes, spaces are often '+'.
    plus_is_space_ = text.contains('%') || !text.contains(' ');
  }

  std::string Take() {
    out_.reserve(text_.size());
    while (at_ < text_.size()) {
      if (!TakeEscape()) out_.push_back(text_[at_++]);
    }
    FoldLongForms();
    return std::move(out_);
  }

 private:
  bool TakeEscape() {
    const std::string_view rest = text_.substr(at_);
    switch (rest[0]) {
      case '+':
        if (!plus_is_space_) return false;
        out_.push_back(' ');
        ++at_;
        return true;
      case '%':
        if (rest.size() > 1 && (rest[1] | 0x20) == 'u') return TakeHex(rest, 2, 4);
        return TakeHex(rest, 1, 2) || TakeLaxHex(rest);
      case '\\':
        if (rest.size() > 1 && rest[1] == 'x') return TakeHex(rest, 2, 2);
        if (rest.size() > 1 && rest[1] == 'u') return TakeHex(rest, 2, 4);
        return false;
      case '&': {
        const Reference reference = ReferenceAt(rest);
        if (reference.length == 0) return false;
        Append(out_, reference.character);
        at_ += reference.length;
        return true;
      }
      default:
        return false;
    }
  }

  bool TakeHex(std::string_view rest, size_t begin, size_t digits) {
    const auto value = Hex(rest.substr(std::min(begin, rest.size())), digits);
    if (!value) return false;
    if (*value == 0) told_.nul = true;
    if (digits == 2) {
      out_.push_back(static_cast<char>(*value));
    } else {
      // `Ja\u2019far`, as JSON libraries write names: only what is a step of a path is written so to hide it.
      const char folded = Folded(*value);
      if (folded == '.' || folded == '/' || folded == '\\') told_.overlong = true;
      Append(out_, *value);
    }
    at_ += begin + digits;
    return true;
  }

  // Reads invalid hexadecimal numbers as some servers did: "%qf" is 0xAF, which after "%c0" is a slash. Also
  // "%2%e", which results from "%%32%%65".
  bool TakeLaxHex(std::string_view rest) {
    constexpr size_t kLength = 3;
    if (rest.size() < kLength) return false;
    if (rest.size() > kLength && rest[2] == '%' && base::HexDigit(rest[1]) >= 0 && base::HexDigit(rest[3]) >= 0) {
      const auto c = static_cast<char>(base::HexDigit(rest[1]) * 16 + base::HexDigit(rest[3]));
      if (c != '.' && c != '/' && c != '\\') return false;
      out_.push_back(c);
      at_ += kLength + 1;
      return true;
    }
    const int high = LaxDigit(rest[1]);
    const int low = LaxDigit(rest[2]);
    if (high < 0 || low < 0) return false;
    const auto value = static_cast<uint8_t>(high * 16 + low);
    const bool continues = !out_.empty() && (static_cast<uint8_t>(out_.back()) & 0xFEU) == 0xC0;
    const bool leads = (value & 0xFEU) == 0xC0 && rest.substr(kLength).starts_with('%');
    if (!continues && !leads) return false;
    told_.overlong = true;
    out_.push_back(static_cast<char>(value));
    at_ += kLength;
    return true;
  }
  static int LaxDigit(char c) {
    const char lower = static_cast<char>(c | 0x20);
    if (base::IsDigit(c)) return c - '0';
    return base::IsLower(lower) ? lower - 'a' + 10 : -1;
  }

  // Decodes overlong UTF-8 as lenient decoders do, and full-width letters. In place: the result is never longer.
  void FoldLongForms() {
    size_t to = 0;
    for (size_t from = 0; from < out_.size();) {
      const auto [c, length] = LongFormAt(from);
      if (length == 0) {
        out_[to++] = out_[from++];
      } else {
        out_[to++] = c;
        from += length;
      }
    }
    out_.resize(to);
  }

  [[nodiscard]] uint8_t Byte(size_t at) const { return at < out_.size() ? static_cast<uint8_t>(out_[at]) : 0; }

  std::pair<char, size_t> LongFormAt(size_t at) {
    const uint8_t lead = Byte(at);
    if (lead < 0xC0) return {0, 0};
    if (lead <= 0xC1) {
      const auto low = static_cast<char>(((lead & 1U) << 6U) | (Byte(at + 1) & 0x3FU));
      // For lenient decoders the second byte may be any byte; then only a dot or a slash is meant.
      const bool continues = (Byte(at + 1) & 0xC0U) == 0x80;
      const auto second = static_cast<char>(Byte(at + 1));
      if (second == '.' || second == '/' || second == '\\' || second == 0x5E || Byte(at + 1) >= 0xFE) {
        told_.overlong = true;
        return {second == 0x5E || Byte(at + 1) >= 0xFE ? '.' : second, 2};
      }
      if (at + 1 >= out_.size() || (!continues && low != '.' && low != '/' && low != '\\')) return {0, 0};
      told_.overlong = true;
      return {low, 2};
    }
    const size_t length = lead >= 0xFC ? 6 : lead >= 0xF8 ? 5 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (at + length > out_.size()) return {0, 0};
    char32_t value = length == 2 ? lead & 0x1FU : length == 3 ? lead & 0x0FU : length == 4 ? lead & 0x07U : lead & 1U;
    for (size_t i = 1; i < length; ++i) {
      if ((Byte(at + i) & 0xC0U) != 0x80) return {0, 0};
      value = (value << 6U) | (Byte(at + i) & 0x3FU);
    }
    if (value < 0x80) {
      told_.overlong = true;
      return {static_cast<char>(value), length};
    }
    const char folded = Folded(value);
    return folded != 0 ? std::pair{folded, length} : std::pair{char{0}, size_t{0}};
  }

  std::string_view text_;
  Readings& told_;
  bool plus_is_space_ = false;
  size_t at_ = 0;
  std::string out_;
};

constexpr std::array<bool, 256> kMayDecode = [] {
  std::array<bool, 256> may{};
  for (const char c : {'%', '\\', '&', '+'}) may[static_cast<uint8_t>(c)] = true;
  for (size_t c = 0xC0; c < 256; ++c) may[c] = true;
  return may;
}();

bool MayDecode(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return kMayDecode[static_cast<uint8_t>(c)]; });
}

}  // namespace

Reference ReferenceAt(std::string_view text) {
  constexpr size_t kMostDigits = 24;  // browsers accept any number of leading zeros; attackers write a few
  if (text.size() < 3 || text[0] != '&') return {};
  if (text[1] != '#') {
    for (const Named& named : kNamed) {
      if (text.substr(1).starts_with(named.name)) return {named.character, named.name.size() + 1};
    }
    return {};
  }
  const bool hex = (text[2] | 0x20) == 'x';
  const size_t begin = hex ? 3 : 2;
  size_t at = begin;
  char32_t value = 0;
  for (; at < text.size() && at - begin < kMostDigits; ++at) {
    const int digit = base::HexDigit(text[at]);
    if (digit < 0 || (!hex && digit > 9)) break;
    value = std::min<char32_t>(value * (hex ? 16 : 10) + static_cast<char32_t>(digit), 0x110000);
  }
  if (at == begin || value > 0x10FFFF) return {};
  if (at < text.size() && text[at] == ';') ++at;
  // A character's UTF-8 form is never longer than its shortest reference.
  return {value, at};
}

Readings ReadingsOf(std::string_view text) {
  Readings readings;
  readings.text = text;
  readings.nul = text.contains('\0');
  std::string_view last = text;
  readings.layers.reserve(kMaxLayers);  // `last` points into it
  while (readings.layers.size() < kMaxLayers && MayDecode(last)) {
    std::string next = Layer(last, readings).Take();
    if (next == last) break;
    readings.layers.push_back(std::move(next));
    last = readings.layers.back();
  }
  return readings;
}

}  // namespace gatehouse::field
