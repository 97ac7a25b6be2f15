// What a verified token says of its bearer. Only VerifiedJwt makes one of a token; who issues tokens may fill one in to
// ask what would become of it. Shown by gate/request/principal_test.cc and gate/identify/identify_token_test.cc.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse::jose {

struct Claims {
  std::string issuer;
  std::string subject;              // `sub`; "droplet:14" for a droplet token without one
  int droplet_id = 0;               // 1–999; 0 where the token names none
  std::vector<std::string> roles;   // of all claims that the issuer's rules name for them: TokenRules::role_claims
  std::vector<std::string> scopes;  // likewise: TokenRules::scope_claims
  std::string token_id;             // `jti`
  std::string key_id;               // the key that verified the token: its `kid`, or its thumbprint where it has none
  std::chrono::sys_seconds issued_at;
  std::chrono::sys_seconds expires_at;
  // Every other top-level claim that is a string, number or boolean, as text, in the token's order.
  std::vector<std::pair<std::string, std::string>> claims;

  // The value of a claim as text, the named fields above included: iss, sub, jti, droplet_id, and role(s) and scope(s)
  // where there is one value only. Empty where there is none; the times have no text.
  [[nodiscard]] std::string_view Claim(std::string_view name) const;
};

}  // namespace gatehouse::jose
