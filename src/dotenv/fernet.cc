#include "dotenv/fernet.h"

#include <utility>

#include "base/bytes.h"
#include "base/crypto.h"
#include "base/crypto_symmetric.h"

namespace gatehouse::dotenv {
namespace {

// Version, time, IV, ciphertext, MAC.
constexpr char kVersion = '\x80';
constexpr size_t kTimeBytes = 8;
constexpr size_t kHeadBytes = 1 + kTimeBytes + kFernetIvBytes;
constexpr size_t kBlockBytes = 16;
constexpr size_t kMacBytes = 32;
constexpr size_t kHalfKeyBytes = kFernetKeyBytes / 2;
// The largest number of seconds that a Wall can hold with a margin: no real token is later.
constexpr uint64_t kMaxSeconds = uint64_t{1} << 40;

std::string PaddedBase64Url(std::string_view bytes) {
  std::string text = base::Base64UrlEncode(bytes);
  while (text.size() % 4 != 0) text += '=';
  return text;
}

std::optional<std::string> PaddedBase64UrlDecode(std::string_view text) {
  if (text.size() % 4 != 0) return {};
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  return base::Base64UrlDecode(text);
}

// The token's bytes, if they can be a token.
std::optional<std::string> Decode(std::string_view token) {
  auto bytes = PaddedBase64UrlDecode(token);
  if (!bytes || bytes->size() < kHeadBytes + kBlockBytes + kMacBytes || bytes->front() != kVersion ||
      (bytes->size() - kHeadBytes - kMacBytes) % kBlockBytes != 0) {
    return {};
  }
  return bytes;
}

std::optional<base::Wall> TimeOf(std::string_view bytes) {
  uint64_t seconds = 0;
  for (size_t i = 1; i <= kTimeBytes; ++i) seconds = seconds << 8 | static_cast<uint8_t>(bytes[i]);
  if (seconds > kMaxSeconds) return {};
  return base::Wall(std::chrono::seconds(seconds));
}

std::unexpected<base::Error> DoesNotOpen() { return base::Fail("The Fernet token does not open with this key"); }

}  // namespace

base::Result<FernetKey> FernetKey::FromBytes(base::SecretString bytes) {
  if (bytes.Reveal().size() != kFernetKeyBytes) return base::Fail("A Fernet key has 32 bytes");
  return FernetKey(std::move(bytes));
}

base::Result<FernetKey> FernetKey::FromText(std::string_view text) {
  auto bytes = PaddedBase64UrlDecode(text);
  if (!bytes) return base::Fail("A Fernet key is base64url with its padding");
  return FromBytes(base::SecretString(std::move(*bytes)));
}

std::string FernetKey::Seal(std::string_view plain, base::Wall now) const {
  std::array<uint8_t, kFernetIvBytes> iv{};
  crypto::FillRandom(iv);
  return Seal(plain, now, iv);
}

std::string FernetKey::Seal(std::string_view plain, base::Wall now,
                            const std::array<uint8_t, kFernetIvBytes>& iv) const {
  const auto since = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  const uint64_t seconds = since < 0 ? 0 : static_cast<uint64_t>(since);
  std::string bytes(1, kVersion);
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(seconds >> shift & 0xFF);
  bytes += base::Characters(iv);
  bytes += crypto::EncryptAes128Cbc(bytes_.Reveal().substr(kHalfKeyBytes), base::Characters(iv), plain);
  bytes += base::Characters(crypto::HmacSha256(bytes_.Reveal().substr(0, kHalfKeyBytes), bytes));
  return PaddedBase64Url(bytes);
}

base::Result<base::SecretString> FernetKey::Open(std::string_view token, std::optional<MaxAge> max_age) const {
  const auto bytes = Decode(token);
  if (!bytes) return DoesNotOpen();
  const std::string_view all = *bytes;
  const std::string_view signed_part = all.substr(0, all.size() - kMacBytes);
  const auto mac = crypto::HmacSha256(bytes_.Reveal().substr(0, kHalfKeyBytes), signed_part);
  if (!crypto::EqualInConstantTime(base::Characters(mac), all.substr(signed_part.size()))) return DoesNotOpen();
  if (max_age) {
    const auto made = TimeOf(all);
    if (!made || *made > max_age->now + kFernetClockSkew) return base::Fail("The Fernet token was made in the future");
    if (*made + max_age->age < max_age->now) return base::Fail("The Fernet token is too old");
  }
  auto plain = crypto::DecryptAes128Cbc(bytes_.Reveal().substr(kHalfKeyBytes),
                                        all.substr(1 + kTimeBytes, kFernetIvBytes), signed_part.substr(kHeadBytes));
  if (!plain) return DoesNotOpen();
  return plain;
}

std::optional<base::Wall> FernetTime(std::string_view token) {
  const auto bytes = Decode(token);
  return bytes ? TimeOf(*bytes) : std::nullopt;
}

}  // namespace gatehouse::dotenv
