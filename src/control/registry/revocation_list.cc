#include "control/registry/revocation_list.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>

#include "control/service/unwritten.h"

namespace gatehouse::registry {
namespace {

constexpr std::chrono::minutes kFaultToldEvery{1};

bool Expired(const store::StoredRevocation& revocation, base::Wall now) {
  return revocation.expires && *revocation.expires <= now;
}

base::Error NotAtTheGate(base::Error error) {
  error.what =
      "The revocation is stored, but the gate could not be told and does not refuse the token yet: " + error.what;
  return error;
}

}  // namespace

base::Error OnlyAtTheGate(base::Error error) {
  error.what = "The gate refuses it already, but it could not be stored: " + error.what;
  if (error.fix.empty()) error.fix = "it is stored automatically as soon as the database works";
  return error;
}

std::optional<state::Revoked> RevokedNamed(std::string_view name) {
  for (const auto what : {state::Revoked::kTokenId, state::Revoked::kSubject, state::Revoked::kKeyId}) {
    if (state::Name(what) == name) return what;
  }
  return std::nullopt;
}

RevocationList::Key RevocationList::KeyOf(const store::StoredRevocation& revocation) {
  return {revocation.what, revocation.issuer, revocation.value};
}

base::Result<> RevocationList::TellAhead(const store::StoredRevocation& revocation, base::Wall now) {
  may_be_unwritten_ = true;
  return Tell(revocation, service::UnwrittenReason(revocation.reason), now);
}

base::Result<> RevocationList::Tell(const store::StoredRevocation& revocation, std::string reason, base::Wall now) {
  const auto what = RevokedNamed(revocation.what);
  if (!what) return base::Fail("Cannot be revoked", revocation.what);
  return context_.link.Revoke(
      {.what = *what,
       .issuer = revocation.issuer,
       .value = revocation.value,
       .issued_before = revocation.issued_before,
       .reason = std::move(reason),
       .since = revocation.since,
       .expires = revocation.expires,
       .made_by = revocation.client.empty() ? state::MadeBy::kOperator : state::MadeBy::kClient},
      now);
}

base::Result<> RevocationList::TellGate(const store::StoredRevocation& revocation, base::Wall now) {
  if (const auto told = Tell(revocation, revocation.reason, now); !told) {
    told_.erase(KeyOf(revocation));
    behind_ = true;
    return std::unexpected(NotAtTheGate(told.error()));
  }
  told_.insert_or_assign(KeyOf(revocation), revocation);
  return {};
}

base::Result<> RevocationList::TellGateNoMore(const store::StoredRevocation& revocation) {
  const auto what = RevokedNamed(revocation.what);
  if (!what) return base::Fail("Cannot be revoked", revocation.what);
  auto told = context_.link.Unrevoke(*what, revocation.issuer, revocation.value);
  if (told) {
    told_.erase(KeyOf(revocation));
  } else {
    // The database does not contain it any more: the next Refresh removes it from the gate.
    told_.try_emplace(KeyOf(revocation), revocation);
    behind_ = true;
  }
  return told;
}

base::Result<> RevocationList::Store(const store::StoredRevocation& revocation) {
  return context_.database.Write(
      [&](store::Transaction& transaction) { store::PutRevocation(transaction, revocation); });
}

// Try both, even if one fails: with a full table, the database must still get it, so that it is told
// again later; with a failing database, the gate must still get it.
base::Result<> RevocationList::Revoke(const store::StoredRevocation& revocation, base::Wall now) {
  const std::lock_guard lock(mutex_);
  const auto ahead = TellAhead(revocation, now);
  if (auto stored = Store(revocation); !stored) {
    if (!ahead) return stored;
    return std::unexpected(OnlyAtTheGate(stored.error()));
  }
  return TellGate(revocation, now);
}

base::Result<bool> RevocationList::RevokeIfRoom(const store::StoredRevocation& revocation, base::Wall now) {
  const std::lock_guard lock(mutex_);
  if (!TellAhead(revocation, now)) return false;
  if (auto stored = Store(revocation); !stored) return std::unexpected(OnlyAtTheGate(stored.error()));
  if (auto told = TellGate(revocation, now); !told) return std::unexpected(told.error());
  return true;
}

base::Result<bool> RevocationList::Unrevoke(const std::string& what, const std::string& issuer,
                                            const std::string& value) {
  const std::lock_guard lock(mutex_);
  const auto removed = context_.database.Write(
      [&](store::Transaction& transaction) { return store::RemoveRevocation(transaction, what, issuer, value); });
  if (!removed) return std::unexpected(removed.error());
  // Removed at the gate even if the database had no entry: the two may differ.
  const auto told = TellGateNoMore(
      {.what = what, .issuer = issuer, .value = value, .issued_before = {}, .reason = {}, .expires = {}});
  if (!told) return std::unexpected(told.error());
  return removed;
}

base::Result<std::vector<store::StoredRevocation>> RevocationList::List() const {
  return context_.database.Read([&](store::Transaction& transaction) { return store::AllRevocations(transaction); });
}

base::Result<int64_t> RevocationList::CountBy(const std::string& client, base::Wall now) const {
  return context_.database.Read(
      [&](store::Transaction& transaction) { return store::CountRevocationsBy(transaction, client, now); });
}

bool RevocationList::Behind() {
  const std::lock_guard lock(mutex_);
  return behind_;
}

bool RevocationList::MayBeUnwritten() {
  const std::lock_guard lock(mutex_);
  return may_be_unwritten_;
}

base::Result<> RevocationList::WriteUnwritten(base::Wall now, const CarryOut& carry_out) {
  const std::lock_guard lock(mutex_);
  for (const store::StoredRevocation& order : ListUnwritten(now)) {
    const auto done = carry_out(order);
    if (!done) return std::unexpected(done.error());
    if (*done) continue;
    if (auto stored = Store(order); !stored) return stored;
    if (auto told = TellGate(order, now); !told) return told;
  }
  return {};
}

std::vector<store::StoredRevocation> RevocationList::ListUnwritten(base::Wall now) {
  std::vector<store::StoredRevocation> unwritten;
  if (!may_be_unwritten_) return unwritten;
  for (state::Revocation& revocation : service::UnwrittenOf(context_.link, context_.registry().issuer, now)) {
    // The gate's table does not contain which client it was.
    const bool own = revocation.reason == kRevokedByClient;
    unwritten.push_back({.what = std::string(state::Name(revocation.what)),
                         .issuer = std::move(revocation.issuer),
                         .value = std::move(revocation.value),
                         .issued_before = revocation.issued_before,
                         .reason = std::move(revocation.reason),
                         .since = revocation.since,
                         .expires = revocation.expires,
                         .client = own ? "unknown" : ""});
  }
  may_be_unwritten_ = !unwritten.empty();
  return unwritten;
}

base::Result<> RevocationList::Refresh(base::Wall now, base::Wall forget) {
  const std::lock_guard lock(mutex_);
  auto stored = List();
  if (!stored) return std::unexpected(stored.error());
  const auto forgotten = [&](const store::StoredRevocation& revocation) { return Expired(revocation, forget); };
  if (std::ranges::any_of(*stored, forgotten)) {
    auto written = context_.database.Write(
        [&](store::Transaction& transaction) { store::ForgetRevocations(transaction, forget); });
    if (!written) return written;
    std::erase_if(*stored, forgotten);
  }
  // Operators' entries first: they have priority if there is not enough room.
  std::ranges::stable_partition(*stored,
                                [](const store::StoredRevocation& revocation) { return revocation.client.empty(); });
  behind_ = false;
  std::optional<base::Error> fault;
  std::set<Key> live;
  // The gate's order is newer than the database's entry for the same key.
  std::set<Key> ahead;
  for (const store::StoredRevocation& revocation : ListUnwritten(now)) ahead.insert(KeyOf(revocation));
  for (const store::StoredRevocation& revocation : *stored) {
    // Kept in the database but not told: if the clock is set back, it applies again.
    if (Expired(revocation, now)) continue;
    live.insert(KeyOf(revocation));
    if (ahead.contains(KeyOf(revocation))) continue;
    const auto before = told_.find(KeyOf(revocation));
    if (before != told_.end() && before->second == revocation) continue;
    // After one entry found no room, the following ones would not find room either.
    if (fault) continue;
    if (const auto told = TellGate(revocation, now); !told) fault = told.error();
  }
  for (auto entry = told_.begin(); entry != told_.end();) {
    const store::StoredRevocation revocation = (entry++)->second;
    if (live.contains(KeyOf(revocation)) || ahead.contains(KeyOf(revocation))) continue;
    if (Expired(revocation, now)) {
      told_.erase(KeyOf(revocation));
    } else if (const auto told = TellGateNoMore(revocation); !told) {
      fault = told.error();
    }
  }
  if (fault) TellFault(*fault, now);
  return {};
}

void RevocationList::TellFault(const base::Error& fault, base::Wall now) {
  if (fault_told_at_ && now >= *fault_told_at_ && now - *fault_told_at_ < kFaultToldEvery) return;
  fault_told_at_ = now;
  const std::string details = "revocations of the database are not in force: " + fault.Text();
  context_.link.Log({.time = now, .type = events::type::kOrdersNotInForce, .details = details});
}

}  // namespace gatehouse::registry
