// The compact form of a signed token (RFC 7515 §7.1), for the readers of access tokens and of DPoP proofs.
// Private to jose/. Shown by jwt_test.cc and dpop_proof_test.cc.
#pragma once

#include <optional>
#include <string_view>

namespace gatehouse::jose {

// Views into the token, still in base64url.
struct JwsParts {
  std::string_view header;
  std::string_view payload;
  std::string_view signature;
  std::string_view signed_part;  // header.payload
};

// Exactly three parts: five are an encrypted token.
[[nodiscard]] std::optional<JwsParts> SplitJws(std::string_view token);

// A header's `typ` without "application/" (RFC 7515 §4.1.9).
[[nodiscard]] std::string_view ShortType(std::string_view type);

}  // namespace gatehouse::jose
