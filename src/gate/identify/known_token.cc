#include "gate/identify/known_token.h"

#include <memory>
#include <utility>

#include "gate/identify/token_reason.h"

namespace gatehouse::gate {

KnownToken::KnownToken(jose::VerifiedJwt verified) : validity_(verified.validity()) {
  auto principal = std::make_shared<Principal>(Principal{std::move(verified).claims(), {}, {}});
  principal->headers = RenderIdentity(*principal);
  principal->header_lines = LinesOf(principal->headers);
  principal_ = std::move(principal);
}

std::expected<void, Reason> KnownToken::StillValid(const jose::TokenRules& rules, base::Wall now) const {
  const auto holds = validity_.Holds(rules, now);
  if (!holds) return std::unexpected(ReasonOf(holds.error()));
  return {};
}

}  // namespace gatehouse::gate
