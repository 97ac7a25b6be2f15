// Fernet, as specified at github.com/fernet/spec: AES-128-CBC and HMAC-SHA256 in one text token that other languages
// can read. The MAC is checked in constant time before anything is decrypted. Shown by fernet_test.cc (with the
// specification's test vectors where the corpora are present) and tests/dotenv/test_env_fernet.py, both ways with
// Python's.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "base/secret_string.h"

namespace gatehouse::dotenv {

inline constexpr size_t kFernetKeyBytes = 32;
inline constexpr size_t kFernetIvBytes = 16;
inline constexpr std::chrono::seconds kFernetClockSkew{60};  // how far in the future a token's time may be

class FernetKey {
 public:
  [[nodiscard]] static base::Result<FernetKey> FromBytes(base::SecretString bytes);
  [[nodiscard]] static base::Result<FernetKey> FromText(std::string_view text);  // base64url with its padding

  // The IV is random. The second overload is only for the specification's test vectors.
  [[nodiscard]] std::string Seal(std::string_view plain, base::Wall now) const;
  [[nodiscard]] std::string Seal(std::string_view plain, base::Wall now,
                                 const std::array<uint8_t, kFernetIvBytes>& iv) const;

  struct MaxAge {
    std::chrono::seconds age;
    base::Wall now;
  };
  // One Error for everything except the age: the reason why a token does not open is not disclosed.
  [[nodiscard]] base::Result<base::SecretString> Open(std::string_view token, std::optional<MaxAge> max_age = {}) const;

 private:
  explicit FernetKey(base::SecretString bytes) : bytes_(std::move(bytes)) {}
  base::SecretString bytes_;  // the signing key, the encryption key
};

// The creation time that a token states; empty if it is not a token. Not verified.
[[nodiscard]] std::optional<base::Wall> FernetTime(std::string_view token);

}  // namespace gatehouse::dotenv
