#include "jose/token_issue.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/crypto.h"
#include "jose/jws_writer.h"
#include "jose/jwt.h"

namespace gatehouse::jose {
namespace {

constexpr std::chrono::seconds kMinIssuedLife{1};

base::Result<> Check(const TokenClaims& claims) {
  if (claims.issuer.empty()) return base::Fail("A token needs an issuer");
  if (claims.audience.empty()) return base::Fail("A token needs an audience");
  if (claims.droplet_id < 0 || claims.droplet_id > kMaxDropletId) {
    return base::Fail("droplet_id must be an integer from 1 to 999");
  }
  if (claims.life < kMinIssuedLife || claims.life > kMaxIssuedLife) {
    return base::Fail("The lifetime of a token is one second to 24 hours");
  }
  const auto splits = [](const std::string& scope) { return scope.empty() || scope.find(' ') != scope.npos; };
  if (std::ranges::any_of(claims.scopes, splits)) return base::Fail("A scope is not empty and contains no space");
  return {};
}

}  // namespace

std::string NewTokenId() { return base::Base64UrlEncode(crypto::RandomBytes(16)); }

base::Result<std::string> IssueToken(const crypto::PrivateKey& key, crypto::Algorithm algorithm, std::string_view kid,
                                     const TokenClaims& claims) {
  if (const auto fault = Check(claims); !fault) return std::unexpected(fault.error());
  const auto issued_at = std::chrono::floor<std::chrono::seconds>(claims.now).time_since_epoch();
  ClaimsText text;
  text.Add("iss", claims.issuer);
  if (!claims.subject.empty()) text.Add("sub", claims.subject);
  text.Add("aud", claims.audience);
  text.Add("iat", int64_t{issued_at.count()});
  text.Add("exp", int64_t{(issued_at + claims.life).count()});
  if (!claims.token_id.empty()) text.Add("jti", claims.token_id);
  if (claims.droplet_id != 0) text.Add("droplet_id", int64_t{claims.droplet_id});
  if (!claims.roles.empty()) text.Add("roles", claims.roles);
  if (!claims.scopes.empty()) text.Add("scope", JoinedScopes(claims.scopes));
  auto token = SignCompact(key, algorithm, kid, "JWT", text.Finish());
  if (token && token->size() > kMaxTokenBytes)
    return base::Fail("The token is larger than the gate accepts (16384 bytes)");
  return token;
}

}  // namespace gatehouse::jose
