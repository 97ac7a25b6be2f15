// The identify stage: from an Authorization header to a Principal, through the cache or through a signature check.
// Revocation is asked by the pipeline, of every principal, from the cache or not. Shown by identify_test.cc.
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

// One issuer that the gate believes, with its keys. Keys of one issuer never verify another's token.
struct Issuer {
  jose::TokenRules rules;
  jose::JwkSet keys;
};

// Everything identify needs that outlives a request. `generation` changes whenever rules or keys do.
struct TrustedIssuers {
  std::vector<Issuer> issuers;
  std::optional<Issuer> sessions;  // people's; empty: the policy knows none
  uint64_t generation = 0;
  std::vector<base::Error> notes;  // what was left out of which key file, for somebody to be told
};

// kHeaderRepeated, the reasons of BearerToken, and those of a token that does not verify (token_reason.h).
//
// The issuer that a token claims, unproven, chooses the keys and rules that it is held to, and no others. A well-formed
// token of an issuer that is not among them can't be verified by anybody here: it is refused with kTokenIssuer, as is
// one that our own key signed for another issuer, so the two can't be told apart from outside. That is the only word
// about a claim that is said without a proven signature.
// The principal is never null.
[[nodiscard]] std::expected<SharedPrincipal, Reason> Identify(const KnownHeaders& headers,
                                                              const TrustedIssuers& trusted, TokenCache& cache,
                                                              base::Wall now);

// The same for a token that came in another place than the Authorization header (protocol_token.h, ticket.h).
[[nodiscard]] std::expected<SharedPrincipal, Reason> IdentifyToken(std::string_view token,
                                                                   const TrustedIssuers& trusted, TokenCache& cache,
                                                                   base::Wall now);

// The same for a person's session (row A9): FindSessionCookie's reasons, and those of the token in it. The cache is
// another one than that of bearer tokens, so that neither kind is ever found as the other.
[[nodiscard]] std::expected<SharedPrincipal, Reason> IdentifySession(const KnownHeaders& headers,
                                                                     const TrustedIssuers& trusted,
                                                                     TokenCache& session_cache, base::Wall now);

// What `token verify` and the tests use: the same without a cache.
[[nodiscard]] std::expected<KnownToken, Reason> VerifyToken(std::string_view token, const TrustedIssuers& trusted,
                                                            base::Wall now);

}  // namespace gatehouse::gate
