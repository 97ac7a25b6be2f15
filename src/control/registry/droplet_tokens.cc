#include "control/registry/droplet_tokens.h"

#include "control/registry/client_id.h"
#include "control/store/credentials.h"
#include "jose/token_issue.h"

namespace gatehouse::registry {
namespace {

std::string ReasonOf(gate::DropletState state) { return "the droplet is " + std::string(gate::Name(state)); }

}  // namespace

std::optional<store::StoredRevocation> DropletTokens::RevocationOf(const store::Droplet& droplet,
                                                                   base::Wall now) const {
  store::StoredRevocation revocation{.what = std::string(state::Name(state::Revoked::kSubject)),
                                     .issuer = context_.registry().issuer,
                                     .value = SubjectOf(droplet.id),
                                     .issued_before = {},
                                     .reason = ReasonOf(droplet.state),
                                     .since = now,
                                     .expires = {}};
  if (droplet.state != gate::DropletState::kActive) return revocation;
  if (!droplet.tokens_from) return std::nullopt;
  // All tokens issued before that time have expired after the longest lifetime of a token.
  const base::Wall dead = *droplet.tokens_from + jose::kMaxIssuedLife + std::chrono::seconds(1);
  if (dead <= now) return std::nullopt;
  revocation.issued_before = droplet.tokens_from;
  revocation.expires = dead;
  revocation.reason = "the droplet's tokens were revoked";
  return revocation;
}

void DropletTokens::StoreRevocation(store::Transaction& transaction, const store::Droplet& droplet,
                                    base::Wall now) const {
  const auto revocation = RevocationOf(droplet, now);
  if (revocation) {
    store::PutRevocation(transaction, *revocation);
  } else {
    static_cast<void>(store::RemoveRevocation(transaction, std::string(state::Name(state::Revoked::kSubject)),
                                              context_.registry().issuer, SubjectOf(droplet.id)));
  }
}

base::Result<> DropletTokens::TellGate(const store::Droplet& droplet, base::Wall now) {
  const auto revocation = RevocationOf(droplet, now);
  if (revocation) return revocations_.TellGate(*revocation, now);
  return revocations_.TellGateNoMore({.what = std::string(state::Name(state::Revoked::kSubject)),
                                      .issuer = context_.registry().issuer,
                                      .value = SubjectOf(droplet.id),
                                      .issued_before = {},
                                      .reason = {},
                                      .expires = {}});
}

base::Result<std::optional<store::Droplet>> DropletTokens::Look(int droplet_id) {
  return context_.database.Read(
      [&](store::Transaction& transaction) { return store::FindDroplet(transaction, droplet_id); });
}

bool DropletTokens::TellAhead(const store::Droplet& droplet, base::Wall now) {
  const auto revocation = RevocationOf(droplet, now);
  if (!revocation) return false;
  // The gate's entry may cover more than this one; it must not be replaced by a smaller one.
  if (revocation->issued_before) {
    jose::Claims later;
    later.issuer = revocation->issuer;
    later.subject = revocation->value;
    later.issued_at = std::chrono::ceil<std::chrono::seconds>(*revocation->issued_before) + std::chrono::seconds(1);
    if (context_.link.IsRevoked(later, now)) return false;
  }
  return revocations_.TellAhead(*revocation, now).has_value();
}

base::Result<bool> DropletTokens::RevokeTokens(int droplet_id, base::Wall until, const std::string& reason,
                                               base::Wall now) {
  const auto hold = revocations_.Hold();
  const auto known = Look(droplet_id);
  if (known && !*known) return false;
  store::Droplet marked = known ? **known : store::Droplet();
  marked.id = droplet_id;
  if (marked.tokens_from < until) marked.tokens_from = until;
  const bool ahead = TellAhead(marked, now);
  const auto written = context_.database.Write([&](store::Transaction& transaction) {
    auto droplet = store::FindDroplet(transaction, droplet_id);
    if (!droplet || droplet->tokens_from >= until) return droplet;
    droplet->tokens_from = until;
    store::UpdateDroplet(transaction, *droplet);
    StoreRevocation(transaction, *droplet, now);
    return droplet;
  });
  if (!written) return std::unexpected(ahead ? OnlyAtTheGate(written.error()) : written.error());
  const std::optional<store::Droplet>& droplet = *written;
  if (!droplet) return false;
  if (const auto told = TellGate(*droplet, now); !told) return std::unexpected(told.error());
  Log(events::type::kRevoked, droplet_id, reason.empty() ? "its tokens so far" : "its tokens so far: " + reason, now);
  return true;
}

base::Result<bool> DropletTokens::CarryOut(const store::StoredRevocation& order, base::Wall now) {
  const auto id = order.what == state::Name(state::Revoked::kSubject) ? DropletOfSubject(order.value) : std::nullopt;
  if (!id) return false;
  const auto written = context_.database.Write([&](store::Transaction& transaction) {
    auto droplet = store::FindDroplet(transaction, *id);
    if (!droplet || droplet->state == gate::DropletState::kRetired) return droplet;
    if (order.issued_before) {
      if (droplet->tokens_from < order.issued_before) droplet->tokens_from = order.issued_before;
    } else {
      const bool retire = order.reason == ReasonOf(gate::DropletState::kRetired);
      droplet->state = retire ? gate::DropletState::kRetired : gate::DropletState::kSuspended;
      if (retire) store::RevokeCredentialsOf(transaction, *id, now);
    }
    droplet->changed = now;
    store::UpdateDroplet(transaction, *droplet);
    StoreRevocation(transaction, *droplet, now);
    return droplet;
  });
  if (!written) return std::unexpected(written.error());
  const std::optional<store::Droplet>& droplet = *written;
  // The droplet does not exist; the database could not be read when the order was given.
  store::Droplet nobody;
  nobody.id = *id;
  if (auto told = TellGate(droplet ? *droplet : nobody, now); !told) return std::unexpected(told.error());
  if (droplet) Log(events::type::kDropletChanged, *id, "stored late: " + order.reason, now);
  return true;
}

void DropletTokens::Log(events::EventType type, int droplet_id, const std::string& details, base::Wall now) {
  const std::string subject = SubjectOf(droplet_id);
  context_.link.Log(
      {.time = now, .type = type, .principal = subject, .issuer = context_.registry().issuer, .details = details});
}

}  // namespace gatehouse::registry
