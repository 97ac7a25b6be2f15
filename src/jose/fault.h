// Why a token is not accepted. The caller decides what to tell the sender and how to refuse the request:
// gate/identify/token_reason.h does that for the gate.
#pragma once

#include <cstdint>

namespace gatehouse::jose {

enum class Fault : uint8_t {
  // Before the signature is verified.
  kMalformed,   // not three parts of base64url, or not JSON; a malformed payload is reported after the signature
  kTooLarge,    // more than kMaxTokenBytes
  kAlgorithm,   // none, HMAC, unknown, or not allowed by the rules
  kHeader,      // a member that is never accepted: jwk crit b64 zip …
  kKeyUnknown,  // no key for this `kid` and algorithm
  kSignature,   // no key verifies it
  // After a valid signature.
  kType,            // header `typ`
  kClaimType,       // a registered claim of the wrong type
  kClaimMissing,    // a claim that every token must have, or that the rules require
  kIssuer,          // `iss`
  kAudience,        // `aud`
  kExpired,         // `exp`
  kNotYetValid,     // `nbf`
  kIssuedInFuture,  // `iat`
  kLife,            // `exp` - `iat` is longer than the rules allow
  kDropletId,       // `droplet_id` is required and missing
  kBound,           // `cnf`: only good together with a proof of its sender that is not verified
  kUnbound,         // no `cnf` with a key or certificate, and the rules require one
};
inline constexpr int kFaults = static_cast<int>(Fault::kUnbound) + 1;

}  // namespace gatehouse::jose
