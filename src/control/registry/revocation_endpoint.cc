#include "control/registry/revocation_endpoint.h"

#include "control/registry/own_token.h"

namespace gatehouse::registry {

// If a client has revoked many tokens, or the gate's table has no room for clients' entries, one entry revokes all of
// its tokens up to the second in which this one was issued. Tokens that it gets later are valid.
base::Result<> RevocationEndpoint::Revoke(const jose::Claims& principal, base::Wall now) {
  const auto count = revocations_.CountBy(principal.subject, now);
  if (!count || *count < kMaxOwnRevocations) {
    const auto revoked = revocations_.RevokeIfRoom({.what = std::string(state::Name(state::Revoked::kTokenId)),
                                                    .issuer = principal.issuer,
                                                    .value = principal.token_id,
                                                    .issued_before = {},
                                                    .reason = std::string(kRevokedByClient),
                                                    .since = now,
                                                    .expires = principal.expires_at + std::chrono::seconds(1),
                                                    .client = principal.subject},
                                                   now);
    if (!revoked) return std::unexpected(revoked.error());
    if (*revoked) return {};
  }
  const auto revoked =
      droplets_.RevokeTokens(principal.droplet_id, principal.issued_at, "it revoked too many tokens one by one", now);
  if (!revoked) return std::unexpected(revoked.error());
  return {};
}

service::HttpResponse RevocationEndpoint::Handle(const service::HttpRequest& request) {
  const auto question = ReadTokenQuestion(request, clients_);
  if (!question) return ToResponse(question.error());
  const base::Wall now = request.now.wall;
  const auto principal = VerifyOwnToken(context_, ring_, question->token.Reveal(), now);
  if (!principal) return service::JsonResponse(200, "{}");
  if (principal->droplet_id != question->client.droplet.id) {
    return ToResponse({.error = OAuthError::kInvalidGrant, .description = "the token was issued to another client"});
  }
  if (!Revoke(*principal, now)) {
    // §2.2.1: the client must assume that the token is still valid, and try again.
    return ToResponse({.error = OAuthError::kTemporarilyUnavailable,
                       .description = "the token could not be revoked now",
                       .retry_after = std::chrono::seconds(1)});
  }
  const std::string details = "jti " + principal->token_id + " by its client";
  context_.link.Log({.time = now,
                     .type = events::type::kRevoked,
                     .principal = principal->subject,
                     .issuer = principal->issuer,
                     .address = request.client,
                     .trace_id = request.trace_id,
                     .details = details});
  return service::JsonResponse(200, "{}");
}

}  // namespace gatehouse::registry
