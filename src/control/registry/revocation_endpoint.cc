#include "control/registry/revocation_endpoint.h"

#include "control/registry/own_token.h"

namespace gatehouse::control {

HttpResponse RevocationEndpoint::Handle(const HttpRequest& request) {
  const auto question = ReadTokenQuestion(request, clients_);
  if (!question) return ToResponse(question.error());
  const base::Wall now = request.now.wall;
  const auto principal = VerifyOwnToken(context_, ring_, question->token, now);
  if (!principal) return JsonResponse(200, "{}");
  if (principal->droplet_id != question->client.droplet.id) {
    return ToResponse({.error = OAuthError::kInvalidGrant, .description = "the token was issued to another client"});
  }
  const StoredRevocation revocation{.what = std::string(state::Name(state::Revoked::kTokenId)),
                                    .issuer = principal->issuer,
                                    .value = principal->token_id,
                                    .issued_before = {},
                                    .reason = "revoked by the client itself",
                                    .since = now,
                                    .expires = principal->expires_at + std::chrono::seconds(1)};
  if (!revocations_.Revoke(revocation, now)) {
    // §2.2.1: the client has to take the token for good still, and try again.
    return ToResponse({.error = OAuthError::kTemporarilyUnavailable,
                       .description = "the token could not be revoked now",
                       .retry_after = std::chrono::seconds(1)});
  }
  const std::string details = "token " + principal->token_id + " by its client";
  context_.link.Log({.time = now,
                     .type = events::type::kRevoked,
                     .severity = gate::Severity::kMedium,
                     .principal = principal->subject,
                     .issuer = principal->issuer,
                     .address = request.client,
                     .trace_id = request.trace_id,
                     .details = details});
  return JsonResponse(200, "{}");
}

}  // namespace gatehouse::control
