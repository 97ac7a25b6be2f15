// The stages that pipeline.cc puts in order. Each reads what earlier ones left in the Exchange, adds its results, and
// returns a Decision. No stage depends on its neighbours or on observe mode.
#pragma once

#include "gate/pipeline.h"

namespace gatehouse::gate {

// Before the body.
[[nodiscard]] Decision CheckLines(const Guard& guard, Exchange& exchange);
[[nodiscard]] Decision CheckHeaderValues(const Guard& guard, Exchange& exchange);
[[nodiscard]] Decision CheckHost(const Guard& guard, Exchange& exchange);
[[nodiscard]] Decision CheckTargetLength(const Guard& guard, Exchange& exchange);
[[nodiscard]] Decision FindCanonicalPath(const Guard& guard, Exchange& exchange);
[[nodiscard]] Decision FindRoute(const Guard& guard, Exchange& exchange);
[[nodiscard]] Decision CheckTransport(const Guard& guard, Exchange& exchange);
[[nodiscard]] Decision CheckAddressBlocked(const Guard& guard, Exchange& exchange);
[[nodiscard]] Decision CheckHostKnown(const Guard& guard, Exchange& exchange);
[[nodiscard]] Decision CheckUpgrade(const Guard& guard, Exchange& exchange);
[[nodiscard]] Decision CheckOrigin(const Guard& guard, Exchange& exchange);
[[nodiscard]] Decision CheckMethod(const Guard& guard, Exchange& exchange);
[[nodiscard]] Decision CheckRoom(const Guard& guard, Exchange& exchange);
[[nodiscard]] Decision TakeAddressPlaces(const Guard& guard, Exchange& exchange);
[[nodiscard]] Decision TakeRoutePlaces(const Guard& guard, Exchange& exchange);
[[nodiscard]] Decision CheckCredential(const Guard& guard, Exchange& exchange);
[[nodiscard]] Decision CheckSameOrigin(const Guard& guard, Exchange& exchange);
[[nodiscard]] Decision CheckRevoked(const Guard& guard, Exchange& exchange);
[[nodiscard]] Decision CheckIdentityBlocked(const Guard& guard, Exchange& exchange);
[[nodiscard]] Decision CheckAccess(const Guard& guard, Exchange& exchange);
[[nodiscard]] Decision TakeIdentityPlaces(const Guard& guard, Exchange& exchange);
[[nodiscard]] Decision CheckFileName(const Guard& guard, Exchange& exchange);
[[nodiscard]] Decision LookAtQuery(const Guard& guard, Exchange& exchange);
[[nodiscard]] Decision CheckGrpc(const Guard& guard, Exchange& exchange);
[[nodiscard]] Decision SealTicket(const Guard& guard, Exchange& exchange);
[[nodiscard]] Decision CheckBodyAtHand(const Guard& guard, Exchange& exchange);
// Before, while and after the body arrives.
[[nodiscard]] Decision CheckBodySize(const Guard& guard, Exchange& exchange);
[[nodiscard]] Decision CheckBodyRoom(const Guard& guard, Exchange& exchange);

// With the body.
[[nodiscard]] Decision CheckFormMethod(const Guard& guard, Exchange& exchange);
[[nodiscard]] Decision CheckBodyHeaders(const Guard& guard, Exchange& exchange);
[[nodiscard]] Decision ParseBody(const Guard& guard, Exchange& exchange);
[[nodiscard]] Decision LookAtTexts(const Guard& guard, Exchange& exchange);
[[nodiscard]] Decision CheckUdcMessage(const Guard& guard, Exchange& exchange);
[[nodiscard]] Decision CheckUdcSource(const Guard& guard, Exchange& exchange);
[[nodiscard]] Decision CheckUdcTarget(const Guard& guard, Exchange& exchange);
[[nodiscard]] Decision CheckPrompt(const Guard& guard, Exchange& exchange);
[[nodiscard]] Decision CheckSchema(const Guard& guard, Exchange& exchange);
[[nodiscard]] Decision CheckFileInBody(const Guard& guard, Exchange& exchange);
[[nodiscard]] Decision CheckFormOfFields(const Guard& guard, Exchange& exchange);
[[nodiscard]] Decision CheckFields(const Guard& guard, Exchange& exchange);

}  // namespace gatehouse::gate
