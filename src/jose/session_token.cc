#include "jose/session_token.h"

namespace gatehouse::jose {

TokenRules SessionRules() {
  TokenRules rules;
  rules.issuer = kSessionIssuer;
  rules.audience = kSessionAudience;
  rules.algorithms = {crypto::Algorithm::kEs256};
  rules.max_life = kMaxSessionLife;
  rules.required_claims = {"sub", "jti"};
  rules.types = {std::string(kSessionType)};
  return rules;
}

}  // namespace gatehouse::jose
