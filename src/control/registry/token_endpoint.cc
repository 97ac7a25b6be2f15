#include "control/registry/token_endpoint.h"

#include <chrono>

#include "base/json_text.h"
#include "control/registry/client_id.h"
#include "jose/jws_writer.h"
#include "jose/jwt.h"
#include "jose/token_issue.h"

namespace gatehouse::registry {
namespace {

constexpr OAuthRefusal kNoKey = {.error = OAuthError::kTemporarilyUnavailable,
                                 .description = "no token can be signed now",
                                 .retry_after = std::chrono::seconds(1)};

// Why no token with these claims is issued: the gate would refuse it. Empty if it would not. After a revocation of all
// its tokens, a droplet gets new ones from the next second on, because `iat` counts seconds.
std::optional<OAuthRefusal> RefusalOf(jose::Claims claims, service::GateLink& link, base::Wall now) {
  if (!link.IsRevoked(claims, now)) return std::nullopt;
  claims.issued_at += std::chrono::seconds(1);
  if (link.IsRevoked(claims, now)) {
    return OAuthRefusal{.error = OAuthError::kUnauthorizedClient, .description = "the client is revoked"};
  }
  return OAuthRefusal{.error = OAuthError::kTemporarilyUnavailable,
                      .description = "the client's tokens were revoked this second",
                      .retry_after = std::chrono::seconds(1)};
}

std::string ClaimsText(const Client& client, const jose::Claims& principal, const gate::RegistrySettings& settings) {
  jose::ClaimsText claims;
  claims.Add("iss", principal.issuer);
  claims.Add("aud", settings.audience);
  claims.Add("sub", principal.subject);
  claims.Add("client_id", ClientIdOf(client.droplet.id));
  claims.Add("droplet_id", int64_t{client.droplet.id});
  claims.Add("roles", client.droplet.roles);
  const auto issued = std::chrono::floor<std::chrono::seconds>(principal.issued_at);
  claims.Add("iat", int64_t{issued.time_since_epoch().count()});
  claims.Add("exp", int64_t{(issued + settings.token_life).time_since_epoch().count()});
  claims.Add("jti", principal.token_id);
  return claims.Finish();
}

// RFC 6749 §5.1.
service::HttpResponse TokenResponse(std::string_view token, std::chrono::seconds life) {
  std::string json = R"({"access_token":)";
  json::AppendQuoted(json, token);
  json += R"(,"token_type":"Bearer","expires_in":)" + std::to_string(life.count()) + '}';
  service::HttpResponse response = service::JsonResponse(200, std::move(json));
  response.headers.emplace_back("Pragma", "no-cache");
  return response;
}

}  // namespace

service::HttpResponse TokenEndpoint::Handle(const service::HttpRequest& request) {
  const auto form = service::ReadForm(request);
  if (!form) {
    return ToResponse(
        {.error = OAuthError::kInvalidRequest,
         .description = "the body must be a form (application/x-www-form-urlencoded) without repetitions"});
  }
  const std::string_view grant = service::FieldOf(*form, "grant_type");
  if (grant.empty()) {
    return ToResponse({.error = OAuthError::kInvalidRequest, .description = "grant_type is missing"});
  }
  const auto client = clients_.Authenticate(request, *form);
  if (!client) return ToResponse(client.error());
  if (grant != kGrantType) {
    return ToResponse({.error = OAuthError::kUnsupportedGrantType, .description = "only client_credentials"});
  }
  if (!service::FieldOf(*form, "scope").empty()) {
    return ToResponse({.error = OAuthError::kInvalidScope, .description = "no scopes are defined here"});
  }
  return Issue(*client, request);
}

service::HttpResponse TokenEndpoint::Issue(const Client& client, const service::HttpRequest& request) {
  const auto signer = ring_.Active();
  if (!signer) return ToResponse(kNoKey);
  const gate::RegistrySettings& settings = context_.registry();
  jose::Claims principal;
  principal.issuer = settings.issuer;
  principal.subject = SubjectOf(client.droplet.id);
  principal.droplet_id = client.droplet.id;
  principal.token_id = jose::NewTokenId();
  principal.key_id = signer->kid;
  principal.issued_at = std::chrono::floor<std::chrono::seconds>(request.now.wall);
  if (const auto refusal = RefusalOf(principal, context_.link, request.now.wall)) return ToResponse(*refusal);

  const auto token = jose::SignCompact(signer->key, kRegistryAlgorithm, signer->kid, kAccessTokenType,
                                       ClaimsText(client, principal, settings));
  if (!token || token->size() > jose::kMaxTokenBytes) return ToResponse(kNoKey);
  const std::string details = "jti " + principal.token_id + " by credential id " + client.credential_id;
  context_.link.Log({.time = request.now.wall,
                     .type = events::type::kTokenIssued,
                     .principal = principal.subject,
                     .issuer = settings.issuer,
                     .address = request.client,
                     .trace_id = request.trace_id,
                     .details = details});
  return TokenResponse(*token, settings.token_life);
}

}  // namespace gatehouse::registry
