#include "control/people/totp.h"

#include <algorithm>
#include <array>

#include "base/bytes.h"
#include "base/crypto.h"
#include "base/crypto_symmetric.h"

namespace gatehouse::people {
namespace {

constexpr uint32_t kModulus = 1'000'000;
static_assert(kTotpDigits == 6);

}  // namespace

base::SecretString NewTotpSecret() { return base::SecretString(crypto::RandomBytes(kTotpSecretBytes)); }

int64_t TotpStepAt(base::Wall now) {
  return std::chrono::floor<std::chrono::seconds>(now).time_since_epoch() / kTotpStep;
}

std::string TotpCode(std::string_view secret, int64_t step) {
  std::array<char, 8> counter{};
  for (size_t i = 0; i < counter.size(); ++i) {
    counter[counter.size() - 1 - i] = static_cast<char>((static_cast<uint64_t>(step) >> (8 * i)) & 0xFFU);
  }
  const auto mac = crypto::HmacSha1(secret, {counter.data(), counter.size()});
  // RFC 4226 §5.3: four bytes at the offset in the low 4 bits of the last byte, without the sign bit.
  const size_t at = mac.back() & 0xFU;
  uint32_t number = 0;
  for (size_t i = 0; i < 4; ++i) number = number << 8U | mac[at + i];
  std::string digits = std::to_string((number & 0x7FFF'FFFFU) % kModulus);
  return digits.insert(0, kTotpDigits - digits.size(), '0');
}

std::optional<int64_t> MatchTotp(std::string_view secret, std::string_view code, base::Wall now, int64_t last_step) {
  std::string digits;
  std::ranges::copy_if(code.substr(0, size_t{4} * kTotpDigits), std::back_inserter(digits),
                       [](char c) { return c != ' '; });
  std::optional<int64_t> found;
  const int64_t current = TotpStepAt(now);
  for (int64_t step = current - kTotpSkew; step <= current + kTotpSkew; ++step) {
    const bool equal = crypto::EqualInConstantTime(TotpCode(secret, step), digits);
    if (equal && step > last_step && !found) found = step;
  }
  return found;
}

std::string Base32(std::string_view bytes) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out;
  uint32_t buffer = 0;
  unsigned bits = 0;
  for (const char c : bytes) {
    buffer = buffer << 8U | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 5; bits -= 5) out += kAlphabet[(buffer >> (bits - 5)) & 31U];
  }
  if (bits > 0) out += kAlphabet[(buffer << (5 - bits)) & 31U];
  return out;
}

std::string Grouped(std::string_view text) {
  constexpr size_t kGroup = 4;
  std::string grouped;
  for (size_t i = 0; i < text.size(); ++i) {
    if (i > 0 && i % kGroup == 0) grouped += ' ';
    grouped += text[i];
  }
  return grouped;
}

std::string OtpauthUri(std::string_view issuer, std::string_view name, std::string_view secret) {
  return "otpauth://totp/" + base::PercentEncode(issuer) + ':' + base::PercentEncode(name) +
         "?secret=" + Base32(secret) + "&issuer=" + base::PercentEncode(issuer);
}

}  // namespace gatehouse::people
