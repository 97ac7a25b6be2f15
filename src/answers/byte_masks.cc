#include "answers/byte_masks.h"

#if defined(__x86_64__)
#include <immintrin.h>

#include <array>
#include <vector>
#endif

namespace gatehouse::answers {

#if defined(__x86_64__)

namespace {

// The classes of a byte, as bits. Each class is a set of high nibbles combined with a set of low nibbles, so that two
// look-ups in tables of 16 entries give all of them: a byte has the bits that both nibbles have.
struct Class {
  uint16_t high;  // one bit per nibble
  uint16_t low;
};
constexpr std::array<Class, 8> kClasses = {{
    {1U << 2U, 1U << 13U | 1U << 14U},             // '-' and '.'
    {1U << 3U, 0x03FF},                            // digits
    {1U << 4U | 1U << 6U, 0xFFFE},                 // letters up to 'o'
    {1U << 5U | 1U << 7U, 0x07FF},                 // and from 'p' on
    {1U << 5U, 1U << 15U},                         // '_'
    {1U << 2U, 1U << 11U | 1U << 15U},             // '+' and '/'
    {1U << 4U | 1U << 6U, 0x2U | 0x20U | 0x100U},  // 'a', 'e', 'h', in either case
    {1U << 4U | 1U << 6U, 1U << 2U},               // 'b'
}};
constexpr char kKeyBits = 0x1F;
constexpr char kCodeBits = 0x3F;  // of base64, but for '.', which shares a class with '-'
constexpr char kWordBits = 0x0E;
constexpr char kSecondBit = 0x40;

using Halves = std::array<char, kBlock>;  // the same sixteen again and again: a look-up is of sixteen bytes
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

uint64_t PairsOf(uint64_t first, uint64_t second) { return first & (second >> 1U | uint64_t{1} << 63U); }

// Functions, because a lambda does not inherit its function's target attribute.
#define GATEHOUSE_AVX2 __attribute__((target("avx2"), always_inline)) inline

GATEHOUSE_AVX2 uint64_t BitsOf(__m256i low, __m256i high) {
  return static_cast<uint32_t>(_mm256_movemask_epi8(low)) |
         static_cast<uint64_t>(static_cast<uint32_t>(_mm256_movemask_epi8(high))) << 32U;
}
GATEHOUSE_AVX2 unsigned GroupsOf(__m256i fours) {
  return static_cast<unsigned>(_mm256_movemask_ps(_mm256_castsi256_ps(fours)));
}
GATEHOUSE_AVX2 __m256i Load(const char* bytes) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes)); }
// A byte beyond ASCII has no class: its look-up returns 0.
GATEHOUSE_AVX2 __m256i ClassesOf(__m256i bytes) {
  const __m256i high = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(15));
  return _mm256_and_si256(_mm256_shuffle_epi8(Load(kHigh.data()), high), _mm256_shuffle_epi8(Load(kLow.data()), bytes));
}
GATEHOUSE_AVX2 __m256i Without(__m256i classes, char bits) {
  return _mm256_cmpeq_epi8(_mm256_and_si256(classes, _mm256_set1_epi8(bits)), _mm256_setzero_si256());
}
GATEHOUSE_AVX2 __m256i Equal(__m256i bytes, char byte) { return _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(byte)); }

__attribute__((target("avx2"))) void ReadWithAvx2(const char* text, std::span<ByteMasks> masks) {
  const __m256i zero = _mm256_setzero_si256();
  for (ByteMasks& of : masks) {
    const __m256i a = Load(text);
    const __m256i b = Load(text + kBlock / 2);
    const __m256i of_a = ClassesOf(a);
    const __m256i of_b = ClassesOf(b);
    of.fours =
        BitsOf(_mm256_cmpeq_epi32(Without(of_a, kKeyBits), zero), _mm256_cmpeq_epi32(Without(of_b, kKeyBits), zero));
    const __m256i none_in_a = _mm256_or_si256(Without(of_a, kCodeBits), Equal(a, '.'));
    const __m256i none_in_b = _mm256_or_si256(Without(of_b, kCodeBits), Equal(b, '.'));
    of.codes = static_cast<uint16_t>(GroupsOf(_mm256_cmpeq_epi32(none_in_a, zero)) |
                                     GroupsOf(_mm256_cmpeq_epi32(none_in_b, zero)) << 8U);
    of.words = ~BitsOf(Without(of_a, kWordBits), Without(of_b, kWordBits));
    // BitsOf extracts each byte's highest bit, which is the class of the first byte of a pair.
    of.pairs = PairsOf(BitsOf(of_a, of_b), BitsOf(_mm256_slli_epi16(of_a, 1), _mm256_slli_epi16(of_b, 1)));
    of.signs = BitsOf(Equal(a, '@'), Equal(b, '@'));
    of.dollars = BitsOf(Equal(a, '$'), Equal(b, '$'));
    text += kBlock;
  }
}

__attribute__((target("avx512f,avx512bw"))) void ReadWithAvx512(const char* text, std::span<ByteMasks> masks) {
  const __m512i high_classes = _mm512_loadu_si512(kHigh.data());
  const __m512i low_classes = _mm512_loadu_si512(kLow.data());
  for (ByteMasks& of : masks) {
    const __m512i bytes = _mm512_loadu_si512(text);
    const __m512i high = _mm512_and_si512(_mm512_srli_epi16(bytes, 4), _mm512_set1_epi8(15));
    const __m512i classes =
        _mm512_and_si512(_mm512_shuffle_epi8(high_classes, high), _mm512_shuffle_epi8(low_classes, bytes));
    uint64_t four = _mm512_test_epi8_mask(classes, _mm512_set1_epi8(kKeyBits));
    four &= four >> 1U;
    four &= four >> 2U;
    four &= 0x1111'1111'1111'1111U;
    of.fours = (four << 4U) - four;
    const uint64_t none = _mm512_testn_epi8_mask(classes, _mm512_set1_epi8(kCodeBits)) |
                          _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('.'));
    of.codes = _mm512_cmpeq_epi32_mask(_mm512_movm_epi8(none), _mm512_setzero_si512());
    of.words = _mm512_test_epi8_mask(classes, _mm512_set1_epi8(kWordBits));
    of.pairs = PairsOf(_mm512_movepi8_mask(classes), _mm512_test_epi8_mask(classes, _mm512_set1_epi8(kSecondBit)));
    of.signs = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('@'));
    of.dollars = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('$'));
    text += kBlock;
  }
}

}  // namespace

std::span<const ReadMasks> MaskReaders() {
  static const std::vector<ReadMasks> readers = [] {
    std::vector<ReadMasks> found;
    if (__builtin_cpu_supports("avx512bw") != 0) found.push_back(ReadWithAvx512);
    if (__builtin_cpu_supports("avx2") != 0) found.push_back(ReadWithAvx2);
    return found;
  }();
  return readers;
}

#else

std::span<const ReadMasks> MaskReaders() { return {}; }

#endif

}  // namespace gatehouse::answers
