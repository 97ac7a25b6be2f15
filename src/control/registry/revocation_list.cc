#include "control/registry/revocation_list.h"

#include <algorithm>

namespace gatehouse::control {

std::optional<state::Revoked> RevokedNamed(std::string_view name) {
  for (const auto what : {state::Revoked::kTokenId, state::Revoked::kSubject, state::Revoked::kKeyId}) {
    if (state::Name(what) == name) return what;
  }
  return std::nullopt;
}

base::Result<> RevocationList::TellGate(const StoredRevocation& revocation, base::Wall now) {
  const auto what = RevokedNamed(revocation.what);
  if (!what) return base::Fail("is nothing that can be revoked", revocation.what);
  return context_.link.Revoke({.what = *what,
                               .issuer = revocation.issuer,
                               .value = revocation.value,
                               .issued_before = revocation.issued_before,
                               .reason = revocation.reason,
                               .since = revocation.since,
                               .expires = revocation.expires},
                              now);
}

base::Result<> RevocationList::TellGateNoMore(const StoredRevocation& revocation) {
  const auto what = RevokedNamed(revocation.what);
  if (!what) return base::Fail("is nothing that can be revoked", revocation.what);
  return context_.link.Unrevoke(*what, revocation.issuer, revocation.value);
}

base::Result<> RevocationList::Revoke(const StoredRevocation& revocation, base::Wall now) {
  const std::lock_guard lock(mutex_);
  auto written = context_.database.Write([&](soci::session& sql) -> base::Result<> {
    PutRevocation(sql, revocation);
    return {};
  });
  if (!written) return written;
  return TellGate(revocation, now);
}

base::Result<bool> RevocationList::Unrevoke(const std::string& what, const std::string& issuer,
                                            const std::string& value) {
  const std::lock_guard lock(mutex_);
  bool removed = false;
  const auto written = context_.database.Write([&](soci::session& sql) -> base::Result<> {
    removed = RemoveRevocation(sql, what, issuer, value);
    return {};
  });
  if (!written) return std::unexpected(written.error());
  // Told to the gate even where the database had none: the two may have come apart.
  const auto told = TellGateNoMore(
      {.what = what, .issuer = issuer, .value = value, .issued_before = {}, .reason = {}, .expires = {}});
  if (!told) return std::unexpected(told.error());
  return removed;
}

base::Result<std::vector<StoredRevocation>> RevocationList::List() const {
  std::vector<StoredRevocation> revocations;
  const auto read = context_.database.Read([&](soci::session& sql) -> base::Result<> {
    revocations = AllRevocations(sql);
    return {};
  });
  if (!read) return std::unexpected(read.error());
  return revocations;
}

base::Result<> RevocationList::Refresh(base::Wall now) {
  const std::lock_guard lock(mutex_);
  auto stored = List();
  if (!stored) return std::unexpected(stored.error());
  const auto expired = [&](const StoredRevocation& revocation) {
    return revocation.expires && *revocation.expires <= now;
  };
  if (std::ranges::any_of(*stored, expired)) {
    auto forgotten = context_.database.Write([&](soci::session& sql) -> base::Result<> {
      ForgetRevocations(sql, now);
      return {};
    });
    if (!forgotten) return forgotten;
    std::erase_if(*stored, expired);
  }
  std::map<Key, StoredRevocation> current;
  for (StoredRevocation& revocation : *stored) {
    const Key key{revocation.what, revocation.issuer, revocation.value};
    const auto before = told_.find(key);
    if (before == told_.end() || before->second != revocation) {
      if (auto told = TellGate(revocation, now); !told) return told;
    }
    current.emplace(key, std::move(revocation));
  }
  for (const auto& [key, revocation] : told_) {
    if (current.contains(key) || expired(revocation)) continue;
    if (auto told = TellGateNoMore(revocation); !told) return told;
  }
  told_ = std::move(current);
  return {};
}

}  // namespace gatehouse::control
