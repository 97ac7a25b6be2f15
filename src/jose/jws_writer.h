// Writes compact JWS (RFC 7515 §7.1): claims in order, signed. For tokens that Gatehouse itself issues.
// Shown by assertion_test.cc and, through token_issue.h, by identify_test.cc.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/crypto.h"
#include "base/error.h"

namespace gatehouse::jose {

// A flat JSON object, written member by member; the caller must not repeat a name.
class ClaimsText {
 public:
  void Add(std::string_view name, std::string_view value);
  void Add(std::string_view name, int64_t value);
  void Add(std::string_view name, std::span<const std::string> values);  // an array
  [[nodiscard]] std::string Finish() const { return text_ + '}'; }

 private:
  void AddName(std::string_view name);
  std::string text_ = "{";
};

// The value of `scope` (RFC 8693 §4.2): separated by one space.
[[nodiscard]] std::string JoinedScopes(std::span<const std::string> scopes);

// An empty `kid` is left out of the header.
[[nodiscard]] base::Result<std::string> SignCompact(const crypto::PrivateKey& key, crypto::Algorithm algorithm,
                                                    std::string_view kid, std::string_view type,
                                                    std::string_view claims);
// With the caller's own header; its `alg` must be the name of `algorithm`.
[[nodiscard]] base::Result<std::string> SignWithHeader(const crypto::PrivateKey& key, crypto::Algorithm algorithm,
                                                       std::string_view header, std::string_view claims);

}  // namespace gatehouse::jose
