#include "base/bytes.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/ascii.h"
#include "base/eight_bytes.h"
#include "base/sixteen_bytes.h"

namespace gatehouse::base {
namespace {

constexpr std::string_view kStandardAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrlAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr uint8_t kNoDigit = 0xFF;
constexpr size_t kPercentTriplet = 3;  // %XX

using DigitTable = std::array<uint8_t, 256>;

constexpr DigitTable Digits(std::string_view alphabet) {
  DigitTable digits{};
  digits.fill(kNoDigit);
  for (size_t i = 0; i < alphabet.size(); ++i) digits[static_cast<uint8_t>(alphabet[i])] = static_cast<uint8_t>(i);
  return digits;
}

constexpr DigitTable kStandardDigits = Digits(kStandardAlphabet);
constexpr DigitTable kUrlDigits = Digits(kUrlAlphabet);

std::string Encode(std::string_view bytes, std::string_view alphabet) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  uint32_t window = 0;
  int bits = 0;
  for (const char c : bytes) {
    window = (window << 8) | static_cast<uint8_t>(c);
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      text += alphabet[(window >> bits) & 63U];
    }
  }
  if (bits > 0) text += alphabet[(window << (6 - bits)) & 63U];
  return text;
}

// `text` without padding.
std::optional<std::string> Decode(std::string_view text, const DigitTable& digits) {
  if (text.size() % 4 == 1) return std::nullopt;  // six bits are not a byte
  std::string bytes(text.size() * 3 / 4, '\0');
  size_t written = 0;
  uint32_t window = 0;
  int bits = 0;
  for (const char c : text) {
    const uint8_t digit = digits[static_cast<uint8_t>(c)];
    if (digit == kNoDigit) return std::nullopt;
    window = (window << 6) | digit;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[written++] = static_cast<char>((window >> bits) & 0xFFU);
    }
  }
  // Otherwise several texts would decode to the same bytes.
  if ((window & ((1U << bits) - 1U)) != 0) return std::nullopt;
  return bytes;
}

constexpr bool IsContinuation(uint8_t byte) { return (byte & 0xC0U) == 0x80; }

// Length of the one UTF-8 sequence at the start of `rest`, 0 if there is none (RFC 3629 §4).
size_t SequenceLength(const uint8_t* rest, size_t size) {
  const uint8_t lead = rest[0];
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return size >= 2 && IsContinuation(rest[1]) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const uint8_t low = lead == 0xE0 ? 0xA0 : 0x80;   // overlong below
    const uint8_t high = lead == 0xED ? 0x9F : 0xBF;  // surrogates above
    return size >= 3 && rest[1] >= low && rest[1] <= high && IsContinuation(rest[2]) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const uint8_t low = lead == 0xF0 ? 0x90 : 0x80;   // overlong below
    const uint8_t high = lead == 0xF4 ? 0x8F : 0xBF;  // past U+10FFFF above
    return size >= 4 && rest[1] >= low && rest[1] <= high && IsContinuation(rest[2]) && IsContinuation(rest[3]) ? 4 : 0;
  }
  return 0;
}

// Converts eight bytes to sixteen digits at once.
void WriteHexOfEight(char* out, const char* bytes) {
  const SixteenBytes both = LoadSixteen(EightBytes(bytes), 0);
  const SixteenBytes digits =
      __builtin_shufflevector(both >> 4, both & 15, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const SixteenBytes text = digits + '0' + (reinterpret_cast<SixteenBytes>(digits > 9) & ('a' - '0' - 10));
  std::memcpy(out, &text, sizeof text);
}

}  // namespace

std::string Base64UrlEncode(std::string_view bytes) { return Encode(bytes, kUrlAlphabet); }

std::optional<std::string> Base64UrlDecode(std::string_view text) { return Decode(text, kUrlDigits); }

std::string Base64Encode(std::string_view bytes) {
  std::string text = Encode(bytes, kStandardAlphabet);
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

std::optional<std::string> Base64Decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  return Decode(text, kStandardDigits);
}

char* WriteHex(char* out, std::string_view bytes) {
  static constexpr auto kPairs = [] {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::array<std::array<char, 2>, 256> pairs{};
    for (size_t i = 0; i < pairs.size(); ++i) pairs[i] = {kDigits[i >> 4U], kDigits[i & 15U]};
    return pairs;
  }();
  for (; bytes.size() >= kEight; bytes.remove_prefix(kEight), out += 2 * kEight) WriteHexOfEight(out, bytes.data());
  for (const char c : bytes) {
    std::memcpy(out, kPairs[static_cast<uint8_t>(c)].data(), 2);
    out += 2;
  }
  return out;
}

std::string HexEncode(std::string_view bytes) {
  std::string text(bytes.size() * 2, '\0');
  WriteHex(text.data(), bytes);
  return text;
}

void AppendPercentEncoded(std::string& out, std::string_view bytes, std::string_view kept) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  for (const char c : bytes) {
    if (IsUnreserved(c) || kept.contains(c)) {
      out += c;
    } else {
      out += '%';
      out += kDigits[static_cast<unsigned char>(c) >> 4];
      out += kDigits[static_cast<unsigned char>(c) & 15];
    }
  }
}

std::string PercentEncode(std::string_view bytes, std::string_view kept) {
  std::string out;
  AppendPercentEncoded(out, bytes, kept);
  return out;
}

int PercentByte(std::string_view text) {
  if (text.size() < kPercentTriplet || text[0] != '%') return -1;
  const int high = HexDigit(text[1]);
  const int low = HexDigit(text[2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

std::optional<std::string> PercentDecode(std::string_view encoded) {
  std::string decoded;
  decoded.reserve(encoded.size());
  while (!encoded.empty()) {
    if (encoded[0] != '%') {
      decoded += encoded[0];
      encoded.remove_prefix(1);
      continue;
    }
    const int byte = PercentByte(encoded);
    if (byte < 0) return std::nullopt;
    decoded += static_cast<char>(byte);
    encoded.remove_prefix(kPercentTriplet);
  }
  return decoded;
}

bool EqualIgnoringCase(std::string_view a, std::string_view b) {
  return a.size() == b.size() && AllOfEights(a, b, [](uint64_t x, uint64_t y) {
           constexpr uint64_t kCaseBits = 0x2020202020202020;  // without them most texts already differ
           return x == y || ((x | kCaseBits) == (y | kCaseBits) && LowerOfEight(x) == LowerOfEight(y));
         });
}

std::string AsciiLower(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), ToLower);
  return lower;
}

std::string AsciiUpper(std::string_view text) {
  std::string upper(text);
  std::ranges::transform(upper, upper.begin(), ToUpper);
  return upper;
}

std::string_view Trim(std::string_view text, std::string_view blanks) {
  const size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string_view TrimSpace(std::string_view text) { return Trim(text, " \t"); }

bool IsUtf8(std::string_view bytes) {
  const auto* at = reinterpret_cast<const uint8_t*>(bytes.data());
  size_t left = bytes.size();
  while (left > 0) {
    uint64_t word = 0;
    if (left >= sizeof word) {
      std::memcpy(&word, at, sizeof word);
      if ((word & 0x8080808080808080U) == 0) {
        at += sizeof word;
        left -= sizeof word;
        continue;
      }
    }
    const size_t length = SequenceLength(at, left);
    if (length == 0) return false;
    at += length;
    left -= length;
  }
  return true;
}

std::string_view CutText(std::string_view text, size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  while (max_bytes > 0 && (static_cast<unsigned char>(text[max_bytes]) & 0xC0) == 0x80) --max_bytes;
  return text.substr(0, max_bytes);
}

}  // namespace gatehouse::base
