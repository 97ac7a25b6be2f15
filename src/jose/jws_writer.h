// Compact JWS going out (RFC 7515 §7.1): claims written in order, and signed. For tokens that we issue ourselves.
// Shown by assertion_test.cc and, through token_issue.h, by identify_test.cc.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/crypto.h"
#include "base/error.h"

namespace gatehouse::jose {

// A flat JSON object, written member by member; the caller names no member twice.
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

// The members of `scope` (RFC 8693 §4.2): separated by one space.
[[nodiscard]] std::string JoinedScopes(std::span<const std::string> scopes);

// `kid` is left out of the header where it is empty.
[[nodiscard]] base::Result<std::string> SignCompact(const crypto::PrivateKey& key, crypto::Algorithm algorithm,
                                                    std::string_view kid, std::string_view type,
                                                    std::string_view claims);
// With a header of the caller's own; its `alg` is the name of `algorithm`.
[[nodiscard]] base::Result<std::string> SignWithHeader(const crypto::PrivateKey& key, crypto::Algorithm algorithm,
                                                       std::string_view header, std::string_view claims);

}  // namespace gatehouse::jose
