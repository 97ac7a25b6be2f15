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
  const int id = client.droplet.id;
  const auto issued = std::chrono::floor<std::chrono::seconds>(request.now.wall);

  jose::Claims principal;
  principal.issuer = settings.issuer;
  principal.subject = SubjectOf(id);
  principal.droplet_id = id;
  principal.token_id = jose::NewTokenId();
  principal.key_id = signer->kid;
  principal.issued_at = issued;
  // Do not issue a token that the gate would refuse. After a revocation of all its tokens, a droplet gets new ones from
  // the next second on, because `iat` counts seconds.
  if (context_.link.IsRevoked(principal, request.now.wall)) {
    principal.issued_at += std::chrono::seconds(1);
    if (!context_.link.IsRevoked(principal, request.now.wall)) {
      return ToResponse({.error = OAuthError::kTemporarilyUnavailable,
                         .description = "the client's tokens were revoked this second",
                         .retry_after = std::chrono::seconds(1)});
    }
    return ToResponse({.error = OAuthError::kUnauthorizedClient, .description = "the client is revoked"});
  }

  jose::ClaimsText claims;
  claims.Add("iss", settings.issuer);
  claims.Add("aud", settings.audience);
  claims.Add("sub", principal.subject);
  claims.Add("client_id", ClientIdOf(id));
  claims.Add("droplet_id", int64_t{id});
  claims.Add("roles", client.droplet.roles);
  claims.Add("iat", int64_t{issued.time_since_epoch().count()});
  claims.Add("exp", int64_t{(issued + settings.token_life).time_since_epoch().count()});
  claims.Add("jti", principal.token_id);
  const auto token = jose::SignCompact(signer->key, kRegistryAlgorithm, signer->kid, kAccessTokenType, claims.Finish());
  if (!token || token->size() > jose::kMaxTokenBytes) return ToResponse(kNoKey);

  const std::string details = "jti " + principal.token_id + " by credential id " + client.credential_id;
  context_.link.Log({.time = request.now.wall,
                     .type = events::type::kTokenIssued,
                     .principal = principal.subject,
                     .issuer = settings.issuer,
                     .address = request.client,
                     .trace_id = request.trace_id,
                     .details = details});
  std::string json = R"({"access_token":)";
  json::AppendQuoted(json, *token);
  json += R"(,"token_type":"Bearer","expires_in":)" + std::to_string(settings.token_life.count()) + '}';
  service::HttpResponse response = service::JsonResponse(200, std::move(json));
  response.headers.emplace_back("Pragma", "no-cache");
  return response;
}

}  // namespace gatehouse::registry
