#include "gate/identify/token_reason.h"

#include <array>

namespace gatehouse::gate {
namespace {

// In the order of jose::Fault.
constexpr std::array kReasons = {
    Reason::kTokenMalformed,    Reason::kTokenTooLarge,       Reason::kTokenAlgorithm, Reason::kTokenHeader,
    Reason::kTokenKeyUnknown,   Reason::kTokenSignature,      Reason::kTokenType,      Reason::kTokenClaimType,
    Reason::kTokenClaimMissing, Reason::kTokenIssuer,         Reason::kTokenAudience,  Reason::kTokenExpired,
    Reason::kTokenNotYetValid,  Reason::kTokenIssuedInFuture, Reason::kTokenLife,      Reason::kTokenDropletId,
    Reason::kTokenBound,        Reason::kTokenUnbound,
};
static_assert(kReasons.size() == jose::kFaults);

}  // namespace

Reason ReasonOf(jose::Fault fault) { return kReasons[static_cast<size_t>(fault)]; }

}  // namespace gatehouse::gate
