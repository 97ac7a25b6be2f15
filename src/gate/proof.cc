#include "gate/proof.h"

#include <chrono>
#include <cstdint>
#include <expected>
#include <string>

#include "base/bytes.h"
#include "gate/admit/asked_url.h"
#include "jose/dpop_proof.h"

namespace gatehouse::gate {
namespace {

constexpr std::string_view kProofHeader = "dpop";

// A limit that allows the id of a proof once, for longer than the proof is valid. If the table is full, new ids share
// places and are refused.
const Limit& OneProof() {
  constexpr uint64_t kId = 0x64706f7000000001;  // "dpop" and a version; other ids are hashes
  constexpr auto kWindow = std::chrono::seconds(100);
  static_assert(kWindow > jose::kProofLife + jose::kProofLead);
  static const Limit limit{.count = 1,
                           .window = kWindow,
                           .scope = LimitScope::kRoute,
                           .claim = {},
                           .name = "dpop",
                           .rate_policy = {},
                           .id = kId};
  return limit;
}

std::expected<std::string_view, Reason> FindProof(const KnownHeaders& headers) {
  std::string_view proof;
  int count = 0;
  for (const Header& header : headers.lines) {
    if (!base::EqualIgnoringCase(header.name, kProofHeader)) continue;
    proof = header.value;
    ++count;
  }
  if (count == 0) return std::unexpected(Reason::kProofMissing);
  if (count > 1) return std::unexpected(Reason::kHeaderRepeated);
  return proof;
}

Reason ReasonOf(jose::ProofFault fault) {
  switch (fault) {
    case jose::ProofFault::kKey:
      return Reason::kProofKey;
    case jose::ProofFault::kSignature:
      return Reason::kProofSignature;
    case jose::ProofFault::kMalformed:
      break;
  }
  return Reason::kProofMalformed;
}

}  // namespace

Reason CheckProof(const Guard& guard, const Exchange& exchange, std::string_view token, std::string_view bound_key) {
  const auto text = FindProof(exchange.headers);
  if (!text) return text.error();
  const auto proof = jose::DpopProof::Verify(*text, bound_key);
  if (!proof) return ReasonOf(proof.error());
  if (!proof->IsFor(token)) return Reason::kProofToken;
  const Request& request = exchange.request;
  const bool this_request =
      proof->method() == request.method && IsAskedUrl(proof->url(), request, exchange.client, exchange.path.path);
  if (!this_request) return Reason::kProofRequest;
  if (!proof->IsInTime(exchange.now.wall)) return Reason::kProofTime;
  const std::string id = std::string(bound_key) + ' ' + proof->id();
  if (!guard.ledger.Take(OneProof(), id, exchange.now.steady).admitted) return Reason::kProofReplayed;
  return Reason::kAllowed;
}

}  // namespace gatehouse::gate
