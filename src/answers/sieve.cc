#include "answers/sieve.h"

#include <bit>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace gatehouse::answers {
namespace {

constexpr size_t kBlock = 64;

// 15 bits of three bytes.
uint32_t HashOf(uint32_t bytes) { return ((bytes & 0xFF'FFFFU) * 0x9E37'79B1U) >> 17U; }

uint32_t ThreeAt(std::string_view text, size_t at) {
  uint32_t bytes = 0;
  std::memcpy(&bytes, text.data() + at, text.size() - at > 3 ? 4 : 3);
  return bytes;
}

}  // namespace

Sieve::Sieve(std::span<const std::string_view> prefixes) {
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

#if defined(__x86_64__)

namespace {

// What a byte is, as bits. Each bit is a set of high halves times a set of low halves of the byte, so that two look-ups
// in tables of 16 give all of them: a byte has those bits that both halves have.
struct Class {
  uint16_t high;  // a bit per half
  uint16_t low;
};
constexpr std::array<Class, 8> kClasses = {{
    {1U << 2U, 1U << 13U | 1U << 14U},             // '-' and '.'
    {1U << 3U, 0x03FF},                            // digits
    {1U << 4U | 1U << 6U, 0xFFFE},                 // letters up to 'o'
    {1U << 5U | 1U << 7U, 0x07FF},                 // and from 'p' on
    {1U << 5U, 1U << 15U},                         // '_'
    {0, 0},                                        // free
    {1U << 4U | 1U << 6U, 0x2U | 0x20U | 0x100U},  // 'a', 'e', 'h', in either case
    {1U << 4U | 1U << 6U, 1U << 2U},               // 'b'
}};
constexpr char kKeyBits = 0x1F;
constexpr char kWordBits = 0x0E;  // letters and digits

using Halves = std::array<char, 32>;  // twice the same 16: AVX2 looks up in two halves
constexpr Halves TableOf(uint16_t Class::* half) {
  Halves table{};
  for (size_t i = 0; i < table.size(); ++i) {
    for (size_t bit = 0; bit < kClasses.size(); ++bit) {
      if ((kClasses[bit].*half >> (i % 16) & 1) != 0) table[i] = static_cast<char>(table[i] | 1 << bit);
    }
  }
  return table;
}
constexpr Halves kHigh = TableOf(&Class::high);
constexpr Halves kLow = TableOf(&Class::low);

// Of a block of 64 bytes, a bit per byte.
struct Masks {
  uint64_t fours;  // all bytes of its group of four can be a key's
  uint64_t words;  // letters and digits
  uint64_t pairs;  // the first byte of one; the block's last byte, if it may be that
  uint64_t signs;
  uint64_t dollars;
};

// A lambda does not inherit the target, so these are functions.
#define GATEHOUSE_AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt"), always_inline)) inline

GATEHOUSE_AVX2 uint64_t BitsOf(__m256i low, __m256i high) {
  return static_cast<uint32_t>(_mm256_movemask_epi8(low)) |
         static_cast<uint64_t>(static_cast<uint32_t>(_mm256_movemask_epi8(high))) << 32U;
}

// Bytes beyond ASCII have no class: a look-up answers nothing for them.
GATEHOUSE_AVX2 __m256i ClassesOf(__m256i bytes) {
  const __m256i high = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(15));
  return _mm256_and_si256(
      _mm256_shuffle_epi8(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(kHigh.data())), high),
      _mm256_shuffle_epi8(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(kLow.data())), bytes));
}

GATEHOUSE_AVX2 __m256i Without(__m256i classes, char bits) {
  return _mm256_cmpeq_epi8(_mm256_and_si256(classes, _mm256_set1_epi8(bits)), _mm256_setzero_si256());
}

GATEHOUSE_AVX2 __m256i Equal(__m256i bytes, char byte) { return _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(byte)); }

GATEHOUSE_AVX2 Masks MasksOf(const char* block) {
  const __m256i zero = _mm256_setzero_si256();
  const __m256i a = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(block));
  const __m256i b = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(block + 32));
  const __m256i of_a = ClassesOf(a);
  const __m256i of_b = ClassesOf(b);
  Masks masks{};
  masks.fours =
      BitsOf(_mm256_cmpeq_epi32(Without(of_a, kKeyBits), zero), _mm256_cmpeq_epi32(Without(of_b, kKeyBits), zero));
  masks.words = ~BitsOf(Without(of_a, kWordBits), Without(of_b, kWordBits));
  // BitsOf takes each byte's highest bit.
  const uint64_t second = BitsOf(_mm256_slli_epi16(of_a, 1), _mm256_slli_epi16(of_b, 1));
  masks.pairs = BitsOf(of_a, of_b) & (second >> 1U | uint64_t{1} << 63U);
  const __m256i signs = _mm256_or_si256(Equal(a, '@'), Equal(b, '@'));
  const __m256i dollars = _mm256_or_si256(Equal(a, '$'), Equal(b, '$'));
  const __m256i either = _mm256_or_si256(signs, dollars);
  if (_mm256_testz_si256(either, either) == 0) {
    masks.signs = BitsOf(Equal(a, '@'), Equal(b, '@'));
    masks.dollars = BitsOf(Equal(a, '$'), Equal(b, '$'));
  }
  return masks;
}

// A key of kLeastKey bytes has three groups of four in it that are all its own, and begins with the first of them or in
// the three bytes before it; behind the letter of an escape, the word begins a byte earlier. `next`: the groups of the
// block behind.
GATEHOUSE_AVX2 uint64_t KeysMayBegin(uint64_t starts, uint64_t fours, uint64_t next) {
  constexpr uint64_t kFirstOfFour = 0x1111'1111'1111'1111U;
  const uint64_t three = fours & (fours >> 4U | next << 60U) & (fours >> 8U | next << 56U);
  const uint64_t next_three = next & next >> 4U & next >> 8U;
  return starts & ((three & kFirstOfFour) | three >> 4U | next_three << 60U);
}

// Where bits are set in the masks of consecutive blocks. Most have none or a few: written without asking, for a
// branch that cannot be foreseen costs more than the rest.
class Candidates {
 public:
  static constexpr size_t kMostBlocks = 16;

  explicit Candidates(size_t base) : base_(base) {}

  GATEHOUSE_AVX2 void Add(size_t block, uint64_t mask) {
    uint32_t* out = places_.data() + count_;
    count_ += static_cast<size_t>(std::popcount(mask));
    // What is written beyond count_, where the mask has no more bits, is written over.
#pragma GCC unroll 4
    for (size_t i = 0; i < kUnasked; ++i, mask &= mask - 1) out[i] = Place(block - base_, mask);
    for (size_t i = kUnasked; mask != 0; ++i, mask &= mask - 1) out[i] = Place(block - base_, mask);
  }
  [[nodiscard]] std::span<uint32_t> all() { return {places_.data(), count_}; }
  [[nodiscard]] size_t base() const { return base_; }  // what they are counted from
  void Restart(size_t base) {
    base_ = base;
    count_ = 0;
  }

 private:
  static constexpr size_t kUnasked = 4;
  GATEHOUSE_AVX2 static uint32_t Place(size_t block, uint64_t mask) {
    return static_cast<uint32_t>(block) + static_cast<uint32_t>(_tzcnt_u64(mask));
  }

  std::array<uint32_t, kMostBlocks * kBlock + kUnasked> places_;
  size_t base_;
  size_t count_ = 0;
};

}  // namespace

bool Sieve::Works() {
  return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("bmi") != 0 &&
         __builtin_cpu_supports("bmi2") != 0 && __builtin_cpu_supports("popcnt") != 0;
}

// Adds those of the places where a prefix may begin.
void Sieve::AddPrefixes(std::string_view text, size_t base, std::span<uint32_t> candidates,
                        std::vector<size_t>& places) const {
  constexpr size_t kRead = 8;  // bytes at a place
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
    const auto escape = static_cast<size_t>(text[at - 1] == '\\');
    kept += is_prefix(bytes) | (escape & is_prefix(bytes >> 8U));
  }
  for (const uint32_t from_base : candidates.first(kept)) {
    const size_t at = base + from_base;
    if (IsPrefix(text, at)) places.push_back(at);
    if (at > 0 && text[at - 1] == '\\' && IsPrefix(text, at + 1)) places.push_back(at + 1);
  }
}

__attribute__((target("avx2,bmi,bmi2,popcnt"))) void Sieve::Find(std::string_view text,
                                                                 std::vector<size_t>& places) const {
  uint64_t starts = 0;  // of the block before: where a word may begin
  uint64_t fours = 0;
  uint64_t others = 0;       // pairs and dollars
  uint64_t word_before = 0;  // of the byte before the block, as bit 0
  std::array<char, kBlock> rest{};
  Candidates candidates(0);
  size_t blocks = 0;
  for (size_t at = 0; at < text.size(); at += kBlock) {
    const char* block = text.data() + at;
    if (text.size() - at < kBlock) {
      std::memcpy(rest.data(), block, text.size() - at);
      block = rest.data();
    }
    const Masks masks = MasksOf(block);
    if (at > 0) candidates.Add(at - kBlock, KeysMayBegin(starts, fours, masks.fours) | others);
    if (++blocks == Candidates::kMostBlocks) {
      AddPrefixes(text, candidates.base(), candidates.all(), places);
      candidates.Restart(at);
      blocks = 0;
    }
    starts = ~(masks.words << 1U | word_before);
    word_before = masks.words >> 63U;
    fours = masks.fours;
    others = masks.pairs | masks.dollars;
    for (uint64_t signs = masks.signs; signs != 0; signs &= signs - 1)
      places.push_back(at + static_cast<size_t>(std::countr_zero(signs)));
  }
  if (text.empty()) return;
  candidates.Add((text.size() - 1) / kBlock * kBlock, KeysMayBegin(starts, fours, 0) | others);
  AddPrefixes(text, candidates.base(), candidates.all(), places);
  // What precedes the text may be the beginning of an escape, whose letter is its first byte.
  if (text.size() > 1 && IsPrefix(text, 1)) places.push_back(1);
}

#else

bool Sieve::Works() { return false; }
void Sieve::Find(std::string_view /*text*/, std::vector<size_t>& /*places*/) const {}

#endif

}  // namespace gatehouse::answers
