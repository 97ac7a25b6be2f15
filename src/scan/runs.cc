#include "scan/runs.h"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#include "base/ascii.h"
#include "base/sixteen_bytes.h"

namespace gatehouse::scan {
namespace {

constexpr std::array<int8_t, 256> kBase64Values = [] {
  std::array<int8_t, 256> values{};
  values.fill(-1);
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (size_t i = 0; i < kAlphabet.size(); ++i)
    values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<int8_t>(i);
  values['-'] = 62;  // base64url
  values['_'] = 63;
  return values;
}();

using Block [[gnu::vector_size(16)]] = uint8_t;
using SignedBlock [[gnu::vector_size(16)]] = int8_t;

// Which of 16 characters are of base64, the first in the lowest bit. In few steps, as every text is looked at in this
// way: each range is moved to the end of the signed numbers, where one comparison is enough.
uint16_t Base64Among(const char* text) {
  Block c;
  std::memcpy(&c, text, sizeof c);
  const auto letter = reinterpret_cast<SignedBlock>((c | 0x20) + static_cast<uint8_t>(0x7F - 'z')) > 0x7F - 26;
  const auto digit = reinterpret_cast<SignedBlock>(c + static_cast<uint8_t>(0x7F - '9')) > 0x7F - 11;  // and '/'
  const auto all = letter | digit | (c == '+') | (c == '-') | (c == '_');
#ifdef __SSE2__
  using Chars [[gnu::vector_size(16)]] = char;
  return static_cast<uint16_t>(__builtin_ia32_pmovmskb128(reinterpret_cast<Chars>(all)));
#else
  uint16_t bits = 0;
  for (unsigned i = 0; i < sizeof c; ++i) bits = static_cast<uint16_t>(bits | (all[i] != 0 ? 1U << i : 0U));
  return bits;
#endif
}

// True for the characters of base64 and a few others (",./[\\]^{|}~"), in half as many steps.
base::SixteenBytes LikeBase64(base::SixteenBytes c) {
  const auto letter = reinterpret_cast<SignedBlock>(c | 0x20) > 'a' - 1;  // '_' becomes DEL
  const auto sign = reinterpret_cast<SignedBlock>(c + static_cast<uint8_t>(0x7F - '9')) > 0x7F - ('9' - '+') - 1;
  return reinterpret_cast<base::SixteenBytes>(letter | sign);
}

// Whether so many bits as a run has ones are set side by side, here or from the 64 bits in front of them on.
bool MayHoldRun(uint64_t before, uint64_t here) {
  // A run of 32 among 64 has the last of the first half in it, or is the whole second half.
  static_assert(2 * kLeastRun == base::kSixtyFour);
  const auto first = static_cast<uint32_t>(here);
  const auto second = static_cast<uint32_t>(here >> kLeastRun);
  return static_cast<size_t>(std::countl_one(first) + std::countr_one(second)) >= kLeastRun ||
         static_cast<size_t>(std::countl_one(before) + std::countr_one(here)) >= kLeastRun;
}

// Adds the runs that begin at `at` or behind it and fill a block in front of `end`. Returns from where on to look for
// more.
size_t AddRuns(std::string_view text, size_t at, size_t end, std::vector<Run>& runs) {
  static_assert(kLeastRun >= 2 * sizeof(Block) - 1);  // so that a run fills a whole block, wherever it begins
  constexpr uint16_t kWhole = 0xFFFF;
  uint16_t before = 0;  // the block in front
  while (at < end && text.size() - at >= sizeof(Block)) {
    const uint16_t here = Base64Among(text.data() + at);
    if (here != kWhole) {
      before = here;
      at += sizeof(Block);
      continue;
    }
    const size_t from = at - static_cast<size_t>(std::countl_one(before));
    size_t to = at + sizeof(Block);
    size_t more = sizeof(Block);
    while (more == sizeof(Block) && text.size() - to >= sizeof(Block)) {
      more = static_cast<size_t>(std::countr_one(Base64Among(text.data() + to)));
      to += more;
    }
    while (to < text.size() && Base64Value(text[to]) >= 0) ++to;
    if (to - from >= kLeastRun) runs.push_back({from, to});
    before = 0;
    at = to;
  }
  return at - static_cast<size_t>(std::countl_one(before));
}

}  // namespace

int Base64Value(char c) { return kBase64Values[static_cast<unsigned char>(c)]; }

void FindRuns(std::string_view text, std::vector<Run>& runs) {
  runs.clear();
  uint64_t before = 0;  // the 64 characters in front
  size_t at = 0;
  while (text.size() - at >= base::kSixtyFour) {
    const uint64_t here = base::BitsOfSixtyFour(text, at, LikeBase64);
    const size_t end = at + base::kSixtyFour;
    if (MayHoldRun(before, here)) {
      at = AddRuns(text, at - static_cast<size_t>(std::countl_one(before)), end, runs);
      before = 0;
    } else {
      before = here;
      at = end;
    }
  }
  AddRuns(text, at - static_cast<size_t>(std::countl_one(before)), text.size(), runs);
}

Run PlainRunFrom(std::string_view text, size_t from) {
  // Backwards, as most are names whose parts are short: what stands in front of a break need not be looked at.
  while (text.size() - from >= kLeastRun) {
    size_t at = from + kLeastRun;
    while (at > from && base::IsAlnum(text[at - 1])) --at;
    if (at == from) {
      size_t to = from + kLeastRun;
      while (to < text.size() && base::IsAlnum(text[to])) ++to;
      return {from, to};
    }
    from = at;
  }
  return {text.size(), text.size()};
}

}  // namespace gatehouse::scan
