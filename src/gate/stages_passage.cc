// Stages that need only what the server in front says about the request: how it arrived, its size, and whether
// it can be forwarded at all.
#include <algorithm>
#include <chrono>
#include <string_view>

#include "base/bytes.h"
#include "gate/identify/bearer.h"
#include "gate/stages.h"

namespace gatehouse::gate {
namespace {

// The assumed size of a body without an announced length.
constexpr uint64_t kLikelyBodyBytes = 1 << 20;
constexpr std::chrono::seconds kBodiesRetryAfter{1};

// gRPC-Web is plain HTTP and therefore allowed.
bool IsGrpc(std::string_view content_type) {
  constexpr std::string_view kGrpc = "application/grpc";
  if (!base::EqualIgnoringCase(content_type.substr(0, kGrpc.size()), kGrpc)) return false;
  return content_type.size() == kGrpc.size() || std::string_view("+; \t").contains(content_type[kGrpc.size()]);
}

}  // namespace

Decision CheckLines(const Guard&, Exchange& exchange) {
  if (exchange.line_doubt.empty()) return kAllow;
  exchange.note = exchange.line_doubt;
  return {.reason = Reason::kHeaderMalformed};
}

Decision CheckTargetLength(const Guard&, Exchange& exchange) {
  const bool fits = exchange.request.target.size() <= kMaxTargetBytes;
  return {.reason = fits ? Reason::kAllowed : Reason::kTargetTooLong};
}

Decision CheckGrpc(const Guard&, Exchange& exchange) {
  const bool refused = !exchange.passed_on_by_another && IsGrpc(exchange.headers.content_type.value);
  return {.reason = refused ? Reason::kGrpcUnsupported : Reason::kAllowed};
}

Decision SealTicket(const Guard& guard, Exchange& exchange) {
  if (!exchange.route->gives_tickets || exchange.passed_on_by_another) return kAllow;
  // A ticket can be used without the key to which the token is bound.
  if (exchange.principal != nullptr && !exchange.principal->bound_key.empty()) return {.reason = Reason::kTokenBound};
  const auto token = BearerToken(exchange.headers.authorization.value);
  if (!token || exchange.principal == nullptr) return {.reason = Reason::kTokenMissing};
  if (guard.tickets == nullptr) return kAllow;  // explain issues no tickets
  auto ticket = guard.tickets->Seal(*token, exchange.now.wall);
  if (!ticket) return {.reason = Reason::kTicketTokenTooLarge};
  exchange.ticket = *std::move(ticket);
  return kAllow;
}

Decision CheckBodyAtHand(const Guard&, Exchange& exchange) {
  if (!exchange.passed_on_by_another || !WantsBody(exchange)) return kAllow;
  exchange.body_out_of_reach = true;
  return {.reason = Reason::kBodyUnavailable};
}

Decision CheckBodySize(const Guard&, Exchange& exchange) {
  if (exchange.body_bytes.value_or(0) <= exchange.route->body.max_bytes) return kAllow;
  exchange.body_out_of_reach = true;
  return {.reason = Reason::kBodyTooLarge};
}

Decision CheckBodyRoom(const Guard& guard, Exchange& exchange) {
  if (guard.bodies == nullptr || !WantsBody(exchange)) return kAllow;
  const uint64_t likely = std::min<uint64_t>(exchange.route->body.max_bytes, kLikelyBodyBytes);
  if (guard.bodies->Take(exchange.body_bytes.value_or(likely))) return kAllow;
  exchange.body_out_of_reach = true;
  return {.reason = Reason::kBodiesFull, .retry_after = kBodiesRetryAfter};
}

}  // namespace gatehouse::gate
