#include "gate/inspect/prompt/marks.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/sixteen_bytes.h"

namespace gatehouse::prompt {
namespace {

using base::Between;
using base::SixteenBytes;

SixteenBytes Marks(SixteenBytes bytes) {
  return Between(bytes, '#', '&') | Between(bytes, '*', '+') | Between(bytes, ';', '>') |
         static_cast<SixteenBytes>(bytes == '@') | Between(bytes, '[', '^') | static_cast<SixteenBytes>(bytes == '`') |
         Between(bytes, '{', '~');
}

SixteenBytes Signs(SixteenBytes bytes) {
  return Between(bytes, '"', '+') | Between(bytes, '0', '9') | Between(bytes, ';', '>') |
         static_cast<SixteenBytes>(bytes == '@') | Between(bytes, '[', '`') | Between(bytes, '{', '~') |
         static_cast<SixteenBytes>(bytes == 0xC2) | static_cast<SixteenBytes>(bytes == 0xE3);
}

// Most of what people write is letters, blanks and commas: no sign, and no digit of a number.
SixteenBytes Plain(SixteenBytes bytes) {
  return Between(bytes, 'a', 'z') | static_cast<SixteenBytes>(bytes <= ' ') | static_cast<SixteenBytes>(bytes == ',') |
         static_cast<SixteenBytes>(bytes == '.');
}

// Sixteen bytes at a time, with a bit for each byte of a kind: the last sixteen in the lower half.
class SignReader {
 public:
  void Read(SixteenBytes bytes) {
    letters_ = letters_ >> kBlock | base::HighBits(Between(bytes, 'a', 'z')) << kBlock;
    digits_ >>= kBlock;
    dashes_ >>= kBlock;
    if (base::AnySet(~Plain(bytes))) ReadSigns(bytes);
    if (digits_ != 0) ReadNumbers();
  }

  [[nodiscard]] const HeldSigns& held() const { return held_; }

 private:
  static constexpr unsigned kBlock = base::kSixteen;

  void ReadSigns(SixteenBytes bytes) {
    held_.sign = held_.sign || base::AnySet(Signs(bytes));
    held_.mark = held_.mark || base::AnySet(Marks(bytes));
    digits_ |= base::HighBits(Between(bytes, '0', '9')) << kBlock;
    dashes_ |= base::HighBits(static_cast<SixteenBytes>(bytes == '-')) << kBlock;
  }

  // A bit of the result is that of the place where four bytes begin.
  void ReadNumbers() {
    const uint32_t two_digits = digits_ & digits_ >> 1U;
    held_.number = held_.number || (two_digits & digits_ >> 2U & (digits_ | dashes_) >> 3U) != 0;
    held_.account = held_.account || (letters_ & letters_ >> 1U & two_digits >> 2U) != 0;
  }

  uint32_t letters_ = 0;
  uint32_t digits_ = 0;
  uint32_t dashes_ = 0;
  HeldSigns held_;
};

}  // namespace

HeldSigns SignsIn(std::string_view text) {
  constexpr size_t kAtOnce = 4 * base::kSixteen;
  SignReader reader;
  while (text.size() >= kAtOnce) {
    const auto bytes = [&](size_t block) { return base::LoadSixteen(text.data() + block * base::kSixteen); };
    const SixteenBytes plain = Plain(bytes(0)) & Plain(bytes(1)) & Plain(bytes(2)) & Plain(bytes(3));
    // Of plain bytes only the last letters count: an account may begin with them.
    for (size_t block = base::AnySet(~plain) ? 0 : 3; block < 4; ++block) reader.Read(bytes(block));
    text.remove_prefix(kAtOnce);
  }
  for (; text.size() >= base::kSixteen; text.remove_prefix(base::kSixteen)) reader.Read(base::LoadSixteen(text.data()));
  std::array<char, base::kSixteen> rest;
  rest.fill(' ');
  text.copy(rest.data(), text.size());
  reader.Read(base::LoadSixteen(rest.data()));
  return reader.held();
}

size_t CountJoins(std::string_view text) {
  constexpr std::array<std::string_view, 5> kJoins = {"or", "an", "xo", "||", "&&"};
  const auto ends_value = [](char c) {
    return c == '\'' || c == '"' || c == '`' || c == ')' || (c >= '0' && c <= '9');
  };
  size_t count = 0;
  for (size_t at = 0; at < text.size(); ++at) {
    if (!ends_value(text[at])) continue;
    const size_t next = std::min(text.find_first_not_of("0123456789'\"`) \n", at), text.size());
    if (std::ranges::find(kJoins, text.substr(next, 2)) != kJoins.end()) ++count;
    at = next;
  }
  return count;
}

}  // namespace gatehouse::prompt
