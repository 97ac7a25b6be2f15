// Fernet, as github.com/fernet/spec has it: AES-128-CBC and HMAC-SHA256 in one token of text that other languages read
// too. The MAC is checked in constant time before anything is decrypted. Shown by fernet_test.cc (with the
// specification's own vectors where the corpora are present) and tests/dotenv/test_env_fernet.py, both ways with
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
inline constexpr std::chrono::seconds kFernetClockSkew{60};  // how far ahead of us a token may have been made

class FernetKey {
 public:
  [[nodiscard]] static base::Result<FernetKey> FromBytes(base::SecretString bytes);
  [[nodiscard]] static base::Result<FernetKey> FromText(std::string_view text);  // base64url with its padding

  // The IV is random; the other is for the specification's vectors alone.
  [[nodiscard]] std::string Seal(std::string_view plain, base::Wall now) const;
  [[nodiscard]] std::string Seal(std::string_view plain, base::Wall now,
                                 const std::array<uint8_t, kFernetIvBytes>& iv) const;

  struct MaxAge {
    std::chrono::seconds age;
    base::Wall now;
  };
  // One Error for everything but the age: a token that does not open says nothing about why.
  [[nodiscard]] base::Result<base::SecretString> Open(std::string_view token, std::optional<MaxAge> max_age = {}) const;

 private:
  explicit FernetKey(base::SecretString bytes) : bytes_(std::move(bytes)) {}
  base::SecretString bytes_;  // the signing key, the encryption key
};

// When a token says that it was made; empty where it is none. Not verified.
[[nodiscard]] std::optional<base::Wall> FernetTime(std::string_view token);

}  // namespace gatehouse::dotenv
