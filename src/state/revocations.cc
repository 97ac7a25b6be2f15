#include "state/revocations.h"

#include <array>

namespace gatehouse::state {
namespace {

// Shapes: each kind of revocation, for one issuer and for any.
constexpr uint8_t ShapeOf(Revoked what, bool any_issuer) {
  return static_cast<uint8_t>(2 * static_cast<int>(what) + (any_issuer ? 1 : 0));
}
constexpr uint8_t kShapes = 6;

FactKey KeyOf(Revoked what, std::string_view issuer, std::string_view value) {
  return {ShapeOf(what, issuer.empty()), issuer, value};
}

uint64_t PartsLeftBy(const Revocation& revocation) {
  if (revocation.made_by == MadeBy::kClient) return kLeftByClients;
  if (revocation.made_by == MadeBy::kSession) return kLeftBySessions;
  switch (revocation.what) {
    case Revoked::kTokenId:
      return kLeftByTokens;
    case Revoked::kSubject:
      return kLeftBySubjects;
    case Revoked::kKeyId:
      break;
  }
  return 0;
}

std::optional<base::Wall> TimeOr(int64_t ms) {
  if (ms == kNever) return std::nullopt;
  return base::Wall(std::chrono::milliseconds(ms));
}

}  // namespace

std::string_view Name(Revoked what) {
  constexpr std::array<std::string_view, 3> kNames = {"jti", "subject", "key"};
  return kNames[static_cast<size_t>(what)];
}

std::string EventText(Revoked what, std::string_view value) {
  std::string text(what == Revoked::kKeyId ? "kid" : Name(what));
  return text.append(" ").append(value);
}

Revocations::Revocations(const Region& region) : table_(region, region.revocations(), "the revocation table") {}

bool Revocations::IsRevoked(const jose::Claims& principal, base::Wall now) const {
  if (table_.ShapesInUse(0) == 0) return false;
  const int64_t issued_ms = std::chrono::milliseconds(principal.issued_at.time_since_epoch()).count();
  const struct {
    Revoked what;
    std::string_view value;
  } names[] = {{Revoked::kTokenId, principal.token_id},
               {Revoked::kSubject, principal.subject},
               {Revoked::kKeyId, principal.key_id}};
  for (const auto& [what, value] : names) {
    if (value.empty()) continue;
    for (const std::string_view issuer : {std::string_view(principal.issuer), std::string_view()}) {
      const std::optional<int64_t> issued_before_ms = table_.Find(KeyOf(what, issuer, value), now);
      if (issued_before_ms && issued_ms < *issued_before_ms) return true;
    }
  }
  return false;
}

base::Result<> Revocations::Add(const Revocation& revocation, base::Wall now) {
  if (revocation.value.empty()) return base::Fail("A revocation needs a value", std::string(Name(revocation.what)));
  if (revocation.expires && *revocation.expires <= now) return base::Fail("A revocation must end after it began");
  const FactKey key = KeyOf(revocation.what, revocation.issuer, revocation.value);
  // `iat` is in whole seconds: one more millisecond makes a token of the same second count as issued before.
  const int64_t mark_ms = revocation.issued_before ? Milliseconds(*revocation.issued_before) + 1 : kNever;
  return table_.Put({.shape = key.shape,
                     .first = revocation.issuer,
                     .second = revocation.value,
                     .note = revocation.reason,
                     .since_ms = Milliseconds(now),
                     .expires_ms = revocation.expires ? Milliseconds(*revocation.expires) : kNever,
                     .mark_ms = mark_ms},
                    now, table_.capacity() * PartsLeftBy(revocation) / kReserveParts);
}

base::Result<bool> Revocations::Remove(Revoked what, std::string_view issuer, std::string_view value) {
  return table_.Remove(KeyOf(what, issuer, value));
}

std::vector<Revocation> Revocations::List(base::Wall now) const {
  std::vector<Revocation> revocations;
  for (EntryTable::Fact& fact : table_.List(now)) {
    if (fact.shape >= kShapes) continue;
    revocations.push_back({.what = static_cast<Revoked>(fact.shape / 2),
                           .issuer = std::move(fact.first),
                           .value = std::move(fact.second),
                           .issued_before = fact.mark_ms == kNever ? std::nullopt : TimeOr(fact.mark_ms - 1),
                           .reason = std::move(fact.note),
                           .since = base::Wall(std::chrono::milliseconds(fact.since_ms)),
                           .expires = TimeOr(fact.expires_ms),
                           .made_by = MadeBy::kOperator});
  }
  return revocations;
}

}  // namespace gatehouse::state
