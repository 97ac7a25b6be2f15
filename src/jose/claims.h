// The claims of a verified token. Only VerifiedJwt makes them from a token; a token issuer may fill them in to
// test what a token would be good for. Shown by gate/request/principal_test.cc, gate/identify/identify_token_test.cc.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse::jose {

inline constexpr int kMaxDropletId = 999;

struct Claims {
  std::string issuer;
  std::string subject;              // `sub`; "droplet:14" for a droplet token without one
  int droplet_id = 0;               // 1–999; 0 if the token has none
  std::vector<std::string> roles;   // from all claims in TokenRules::role_claims
  std::vector<std::string> scopes;  // from all claims in TokenRules::scope_claims
  std::string token_id;             // `jti`
  std::string key_id;               // the key that verified the token: its `kid`, or its thumbprint if it has none
  // The thumbprint of the key that the sender must prove to have with each request (`cnf.jkt`, RFC 9449 §6.1); empty if
  // the token is not bound to one. `jose` only reads it: see Binding in jwt.h.
  std::string bound_key;
  // The same of the certificate that the sender must have presented in the TLS handshake (`cnf.x5t#S256`, RFC 8705
  // §3.1).
  std::string bound_certificate;
  std::chrono::sys_seconds issued_at;
  std::chrono::sys_seconds expires_at;
  // Every other top-level claim that is a string, number or boolean, as text, in the token's order.
  std::vector<std::pair<std::string, std::string>> claims;
  // The elements of every other top-level claim that is a list, in the same way: Okta's `groups`.
  std::vector<std::pair<std::string, std::string>> elements;

  // Whether the token is only good from the sender that has one of them, or both.
  [[nodiscard]] bool IsBound() const { return (bound_key.size() | bound_certificate.size()) != 0; }
  // The value of a claim as text, including the named fields above: iss, sub, jti, droplet_id, and role(s) and scope(s)
  // if there is exactly one value. Empty if there is none; the times have no text.
  [[nodiscard]] std::string_view Claim(std::string_view name) const;
  // Whether the claim is that value, or a list that contains it. An empty value is none.
  [[nodiscard]] bool Has(std::string_view name, std::string_view value) const;
};

}  // namespace gatehouse::jose
