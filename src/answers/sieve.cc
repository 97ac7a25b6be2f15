#include "answers/sieve.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "base/bytes.h"

namespace gatehouse::answers {
namespace {

// Every processor with AVX2 has an instruction that counts bits; functions that need it tell the compiler.
#if defined(__x86_64__)
#define GATEHOUSE_COUNTS_BITS __attribute__((target("bmi,popcnt")))
#else
#define GATEHOUSE_COUNTS_BITS
#endif

constexpr size_t kBlocksAtOnce = 16;
constexpr size_t kLongestUnicode = 6;  // \u0022

// A hash of 15 bits from three bytes.
uint32_t HashOf(uint32_t bytes) { return ((bytes & 0xFF'FFFFU) * 0x9E37'79B1U) >> 17U; }

uint32_t ThreeAt(std::string_view text, size_t at) {
  uint32_t bytes = 0;
  std::memcpy(&bytes, text.data() + at, text.size() - at > 3 ? 4 : 3);
  return bytes;
}

// A key of kLeastKey bytes completely contains three aligned groups of four bytes, and begins at the first of them or
// in the three bytes before it; after the letter of an escape, the word begins one byte earlier. `next`: the groups of
// the next block.
uint64_t KeysMayBegin(uint64_t starts, uint64_t fours, uint64_t next) {
  constexpr uint64_t kFirstOfFour = 0x1111'1111'1111'1111U;
  const uint64_t three = fours & (fours >> 4U | next << 60U) & (fours >> 8U | next << 56U);
  const uint64_t next_three = next & next >> 4U & next >> 8U;
  return starts & ((three & kFirstOfFour) | three >> 4U | next_three << 60U);
}

// The groups of a block where six groups of base64 begin: the first of each run. `next`: the groups of the next block.
uint32_t RunsBegin(uint16_t codes, uint16_t next) {
  const uint32_t both = codes | static_cast<uint32_t>(next) << 16U;
  const uint32_t two = both & both >> 1U;
  const uint32_t six = two & two >> 2U & two >> 4U & 0xFFFFU;
  return six & ~(six << 1U);
}

void AddRuns(size_t block, uint32_t groups, std::vector<size_t>& runs) {
  for (; groups != 0; groups &= groups - 1) runs.push_back(block + 4 * static_cast<size_t>(std::countr_zero(groups)));
}

// Positions of set bits in the masks of consecutive blocks.
class Candidates {
 public:
  // In prose, most masks have no bit or a few: four positions are always written, because an unpredictable
  // branch costs more. Entries beyond count_ are overwritten later.
  GATEHOUSE_COUNTS_BITS void Add(size_t block, uint64_t mask) {
    if (mask == 0) return;
    uint32_t* out = places_.data() + count_;
    count_ += CountOf(mask);
    for (size_t i = 0; i < kUnasked; ++i, mask &= mask - 1) out[i] = PlaceOf(block, mask);
    for (size_t i = kUnasked; mask != 0; ++i, mask &= mask - 1) out[i] = PlaceOf(block, mask);
  }
  [[nodiscard]] std::span<uint32_t> all() { return {places_.data(), count_}; }
  void Clear() { count_ = 0; }

 private:
  static constexpr size_t kUnasked = 4;
  GATEHOUSE_COUNTS_BITS static size_t CountOf(uint64_t mask) { return static_cast<size_t>(std::popcount(mask)); }
  GATEHOUSE_COUNTS_BITS static uint32_t PlaceOf(size_t block, uint64_t mask) {
    return static_cast<uint32_t>(block) + static_cast<uint32_t>(std::countr_zero(mask));
  }

  std::array<uint32_t, kBlocksAtOnce * kBlock + kUnasked> places_;
  size_t count_ = 0;
};

}  // namespace

Sieve::Sieve(std::span<const std::string_view> prefixes, ReadMasks read) : read_(read) {
  for (const std::string_view prefix : prefixes) {
    const uint32_t hash = HashOf(ThreeAt(prefix, 0));
    prefixes_[hash / 64] |= uint64_t{1} << (hash % 64);
  }
}

bool Sieve::IsPrefix(std::string_view text, size_t at) const {
  if (at + kPrefix > text.size()) return false;
  const uint32_t hash = HashOf(ThreeAt(text, at));
  return (prefixes_[hash / 64] >> (hash % 64) & 1U) != 0;
}

void Sieve::AddPrefixes(std::string_view text, size_t base, std::span<uint32_t> candidates,
                        std::vector<size_t>& places) const {
  constexpr size_t kRead = 8;  // bytes read per position
  const uint64_t* const table = prefixes_.data();
  const auto is_prefix = [table](uint64_t bytes) {
    const uint32_t hash = HashOf(static_cast<uint32_t>(bytes));
    return static_cast<size_t>(table[hash / 64] >> (hash % 64) & 1U);
  };
  size_t kept = 0;
  for (const uint32_t from_base : candidates) {
    candidates[kept] = from_base;
    const size_t at = base + from_base;
    if (at == 0 || text.size() - at < kRead) {
      ++kept;
      continue;
    }
    uint64_t bytes = 0;
    std::memcpy(&bytes, text.data() + at, kRead);
    const char sign = text[at - 1];
    kept += is_prefix(bytes) | static_cast<size_t>(sign == '\\') | static_cast<size_t>(sign == '%');
  }
  for (const uint32_t from_base : candidates.first(kept)) {
    const size_t at = base + from_base;
    AddPrefix(text, at, places);
    const char sign = at > 0 ? text[at - 1] : '\0';
    for (const size_t letters : {1U, 5U}) {  // \n, \u0022
      if (sign == '\\') AddPrefix(text, at + letters, places);
    }
    for (const size_t letters : {2U, 4U}) {  // %22, %2522
      if (sign == '%') AddPrefix(text, at + letters, places);
    }
  }
}

void Sieve::AddPrefix(std::string_view text, size_t at, std::vector<size_t>& places) const {
  if (IsPrefix(text, at)) places.push_back(at);
}

GATEHOUSE_COUNTS_BITS void Sieve::Find(std::string_view text, std::vector<size_t>& places,
                                       std::vector<size_t>& runs) const {
  // State of the previous block:
  uint64_t starts = 0;  // where a word may begin
  uint64_t fours = 0;
  uint16_t codes = 0;
  uint64_t others = 0;       // pairs and dollars
  uint64_t word_before = 0;  // 1 if its last byte belongs to a word
  std::array<ByteMasks, kBlocksAtOnce> masks;
  std::array<char, kBlock> rest{};
  Candidates candidates;
  for (size_t at = 0; at < text.size();) {
    const size_t whole = std::min((text.size() - at) / kBlock, kBlocksAtOnce);
    if (whole == 0) std::memcpy(rest.data(), text.data() + at, text.size() - at);
    const auto read = std::span(masks).first(std::max<size_t>(whole, 1));
    read_(whole == 0 ? rest.data() : text.data() + at, read);
    for (size_t i = 0; i < read.size(); ++i) {
      const ByteMasks& here = read[i];
      candidates.Add(i * kBlock, KeysMayBegin(starts, fours, here.fours) | others);
      starts = ~(here.words << 1U | word_before);
      word_before = here.words >> 63U;
      fours = here.fours;
      others = here.pairs | here.dollars;
      AddRuns(at + i * kBlock - kBlock, RunsBegin(codes, here.codes), runs);
      codes = here.codes;
      for (uint64_t signs = here.signs; signs != 0; signs &= signs - 1)
        places.push_back(at + i * kBlock + static_cast<size_t>(std::countr_zero(signs)));
    }
    AddPrefixes(text, at - kBlock, candidates.all(), places);  // the first of them is the block before
    candidates.Clear();
    at += read.size() * kBlock;
  }
  if (text.empty()) return;
  const size_t last = (text.size() - 1) / kBlock * kBlock;
  AddRuns(last, RunsBegin(codes, 0), runs);
  candidates.Add(0, KeysMayBegin(starts, fours, 0) | others);
  AddPrefixes(text, last, candidates.all(), places);
  // An escape may have begun before the text, which has its letters first: any letter, or 'u' and digits.
  AddPrefix(text, 1, places);
  const bool cut = text[0] == 'u' || base::HexDigit(text[0]) >= 0;
  for (size_t at = 2; cut && at < std::min(kLongestUnicode, text.size()) && base::HexDigit(text[at - 1]) >= 0; ++at)
    AddPrefix(text, at, places);
}

}  // namespace gatehouse::answers
