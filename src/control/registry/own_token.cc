#include "control/registry/own_token.h"

#include "control/registry/token_endpoint.h"
#include "jose/jwt.h"
#include "jose/token_issue.h"

namespace gatehouse::registry {

std::expected<TokenQuestion, OAuthRefusal> ReadTokenQuestion(const service::HttpRequest& request,
                                                             ClientAuthentication& clients) {
  const auto invalid = [](std::string_view description) {
    return std::unexpected(OAuthRefusal{.error = OAuthError::kInvalidRequest, .description = description});
  };
  auto form = service::ReadForm(request);
  if (!form) return invalid("the body must be a form");
  auto client = clients.Authenticate(request, *form);
  if (!client) return std::unexpected(client.error());
  base::SecretString token = service::TakeField(*form, "token");
  if (token.empty()) return invalid("token is missing");
  return TokenQuestion{.client = *std::move(client), .token = std::move(token)};
}

std::optional<jose::Claims> VerifyOwnToken(const RegistryContext& context, const KeyRing& ring, std::string_view token,
                                           base::Wall now) {
  const auto served = ring.Published();
  const auto raw = jose::RawJwt::Parse(token);
  if (!served || !raw) return std::nullopt;
  jose::TokenRules rules;
  rules.issuer = context.registry().issuer;
  rules.audience = context.registry().audience;
  rules.algorithms = {kRegistryAlgorithm};
  rules.max_life = jose::kMaxIssuedLife;
  rules.required_claims = {"droplet_id", "jti"};
  rules.types = {std::string(kAccessTokenType)};
  const auto verified = jose::VerifiedJwt::Verify(*raw, rules, served->keys, now);
  if (!verified) return std::nullopt;
  return verified->claims();
}

}  // namespace gatehouse::registry
