// The identify stage: turns an Authorization header into a Principal, through the cache or a signature check.
// The pipeline checks revocation of every principal, cached or not. Shown by identify_test.cc.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "gate/identify/known_token.h"
#include "gate/identify/token_cache.h"
#include "gate/request/principal.h"
#include "gate/request/reason.h"
#include "gate/request/request.h"
#include "jose/jwk_set.h"
#include "jose/jwt.h"

namespace gatehouse::gate {

// A trusted issuer with its keys. Keys of one issuer never verify another issuer's token.
struct Issuer {
  jose::TokenRules rules;
  jose::JwkSet keys;
};

// Everything that identify needs beyond one request. `generation` changes whenever rules or keys do.
struct TrustedIssuers {
  std::vector<Issuer> issuers;
  std::optional<Issuer> sessions;  // of people's sessions; empty: the policy has none
  uint64_t generation = 0;
  std::vector<base::Error> notes;  // what was left out of which key file, to be reported
};

// kHeaderRepeated, the reasons of BearerToken, and the reasons of a token that fails verification (token_reason.h).
//
// The issuer that a token claims, unproven, selects the keys and rules that are applied, and no others. A well-formed
// token of an unlisted issuer cannot be verified: it is refused with kTokenIssuer, as is
// a token that our own key signed for another issuer, so that a client cannot tell the two apart. This is the only
// statement about a claim that is made without a verified signature.
// A token that is bound to a key needs a proof, which a bearer token does not have: kProofMissing. One that is bound to
// a certificate is only good from the sender that has it: kCertificateMissing; IdentifyBound returns its principal. The
// principal is never null.
[[nodiscard]] std::expected<SharedPrincipal, Reason> Identify(const KnownHeaders& headers,
                                                              const TrustedIssuers& trusted, TokenCache& cache,
                                                              base::Wall now);

// The same for a bound token: with the scheme DPoP if it is bound to a key (kTokenUnbound for any other), else as a
// bearer token. Before the caller believes the principal, it must verify a proof of Principal::bound_key (gate/proof.h)
// and compare Principal::bound_certificate with that of the sender (gate/sender_certificate.h), whichever are set.
[[nodiscard]] std::expected<SharedPrincipal, Reason> IdentifyBound(const KnownHeaders& headers,
                                                                   const TrustedIssuers& trusted, TokenCache& cache,
                                                                   base::Wall now);

// The same for a token outside the Authorization header (protocol_token.h, ticket.h), where no proof can be:
// kTokenBound if it is bound to a key. The caller must compare Principal::bound_certificate, as above.
[[nodiscard]] std::expected<SharedPrincipal, Reason> IdentifyToken(std::string_view token,
                                                                   const TrustedIssuers& trusted, TokenCache& cache,
                                                                   base::Wall now);

// The same for a person's session (row A9): the reasons of FindSessionCookie and of the token in it. It has its own
// cache, separate from that of bearer tokens, so that neither kind is ever accepted as the other.
[[nodiscard]] std::expected<SharedPrincipal, Reason> IdentifySession(const KnownHeaders& headers,
                                                                     const TrustedIssuers& trusted,
                                                                     TokenCache& session_cache, base::Wall now);

// The same without a cache, for `token verify` and tests.
[[nodiscard]] std::expected<KnownToken, Reason> VerifyToken(std::string_view token, const TrustedIssuers& trusted,
                                                            base::Wall now);

}  // namespace gatehouse::gate
