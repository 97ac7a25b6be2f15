// Why a token is not accepted. What its sender is told, and how a request is refused for it, is for the caller to
// say: the gate's words are in gate/identify/token_reason.h.
#pragma once

#include <cstdint>

namespace gatehouse::jose {

enum class Fault : uint8_t {
  // Before anything is proven.
  kMalformed,   // not three parts of base64url, or no JSON in them; of a payload: told behind the signature
  kTooLarge,    // more than kMaxTokenBytes
  kAlgorithm,   // none, HMAC, unknown, or not one of those that the rules name
  kHeader,      // a member that no token for us has: jwk crit b64 zip …
  kKeyUnknown,  // no key for this `kid` and algorithm
  kSignature,   // no key verifies it
  // Behind a good signature.
  kType,            // header `typ`
  kClaimType,       // a registered claim of another type than its own
  kClaimMissing,    // one that every token has, or that the rules ask for
  kIssuer,          // `iss`
  kAudience,        // `aud`
  kExpired,         // `exp`
  kNotYetValid,     // `nbf`
  kIssuedInFuture,  // `iat`
  kLife,            // longer from `iat` to `exp` than the rules allow
  kDropletId,       // `droplet_id` is asked for and missing
};
inline constexpr int kFaults = static_cast<int>(Fault::kDropletId) + 1;

}  // namespace gatehouse::jose
