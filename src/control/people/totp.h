// Time-based one-time passwords (RFC 6238), as authenticator apps implement them: HMAC-SHA-1, 6 digits, 30 seconds.
// Tests: totp_test.cc with the RFC's own vectors.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/secret_string.h"

namespace gatehouse::people {

inline constexpr std::chrono::seconds kTotpStep{30};
inline constexpr int kTotpDigits = 6;
inline constexpr int64_t kTotpSkew = 1;  // steps that a clock may differ, in both directions (§5.2)
inline constexpr size_t kTotpSecretBytes = 20;

[[nodiscard]] base::SecretString NewTotpSecret();  // random bytes
[[nodiscard]] int64_t TotpStepAt(base::Wall now);
[[nodiscard]] std::string TotpCode(std::string_view secret, int64_t step);
// Returns the step of `code`, if it is within the skew and after `last_step`: a code is valid once (§5.2).
// White space in the code, as apps show it, is ignored.
[[nodiscard]] std::optional<int64_t> MatchTotp(std::string_view secret, std::string_view code, base::Wall now,
                                               int64_t last_step);

[[nodiscard]] std::string Base32(std::string_view bytes);  // RFC 4648 §6, without padding
[[nodiscard]] std::string Grouped(std::string_view text);  // "ABCD EFGH …", easier to type
// "otpauth://totp/ISSUER:NAME?secret=…&issuer=ISSUER", for apps.
[[nodiscard]] std::string OtpauthUri(std::string_view issuer, std::string_view name, std::string_view secret);

}  // namespace gatehouse::people
