#include "control/registry/key_ring.h"

#include <algorithm>
#include <utility>

#include "base/file.h"

namespace gatehouse::registry {
namespace {

std::string Jwks(const std::vector<store::SigningKey>& keys) {
  std::string text = R"({"keys":[)";
  for (const store::SigningKey& key : keys) {
    if (!text.ends_with('[')) text += ',';
    text += key.public_jwk;
  }
  return text + "]}\n";
}

// The signing key comes first, for services that read only the first key of a set.
void ActiveFirst(std::vector<store::SigningKey>& keys) {
  std::ranges::stable_partition(keys,
                                [](const store::SigningKey& key) { return key.state == store::KeyState::kActive; });
}

bool IsActive(const store::SigningKey& key) { return key.state == store::KeyState::kActive; }
bool IsPrepared(const store::SigningKey& key) { return key.state == store::KeyState::kPrepared; }

}  // namespace

KeyRing::KeyRing(const RegistryContext& context) : context_(context) {}

std::shared_ptr<const KeyRing::Signer> KeyRing::Active() const {
  const std::lock_guard lock(mutex_);
  return active_;
}

std::shared_ptr<const KeyRing::Served> KeyRing::Published() const {
  const std::lock_guard lock(mutex_);
  return published_;
}

base::Result<std::vector<store::SigningKey>> KeyRing::List() const {
  return context_.database.Read(
      [&](store::Transaction& transaction) { return store::SigningKeysOf(transaction, store::KeyUse::kRegistry); });
}

void KeyRing::Tell(events::EventType type, const std::string& kid, base::Wall now) {
  const std::string details = "kid " + kid;
  context_.link.Log({.time = now, .type = type, .issuer = context_.registry().issuer, .details = details});
}

base::Result<store::SigningKey> KeyRing::Generate(base::Wall now) const {
  const auto key = crypto::PrivateKey::Generate(kRegistryAlgorithm, context_.registry().key_bits);
  if (!key) return std::unexpected(key.error());
  store::SigningKey made;
  made.kid = key->Public().Thumbprint();
  made.algorithm = crypto::Name(kRegistryAlgorithm);
  const base::SecretString pem(key->Pem());
  made.sealed_private = context_.sealer.Seal(pem.Reveal(), made.kid);
  made.public_jwk = key->Public().Jwk(made.kid, kRegistryAlgorithm);
  made.created = now;
  return made;
}

base::Result<> KeyRing::AddFirst(base::Wall now) {
  auto key = Generate(now);
  if (!key) return std::unexpected(key.error());
  const auto added = context_.database.Write([&](store::Transaction& transaction) {
    // Another daemon with the same database may have created one already.
    const auto there = store::SigningKeysOf(transaction, store::KeyUse::kRegistry);
    const bool none = std::ranges::none_of(
        there, [](const store::SigningKey& other) { return IsActive(other) || IsPrepared(other); });
    if (none) store::AddSigningKey(transaction, *key);
    return none;
  });
  if (!added) return std::unexpected(added.error());
  if (*added) Tell(events::type::kKeyPrepared, key->kid, now);
  return {};
}

// Write the file first, then mark the keys as published in the database: in the other order, a crash in between would
// let an unpublished key sign.
base::Result<> KeyRing::Publish(std::vector<store::SigningKey>& keys, base::Wall now) {
  ActiveFirst(keys);
  const std::string jwks = Jwks(keys);
  if (jwks != written_) {
    auto parsed = jose::JwkSet::Parse(jwks);
    if (!parsed) return std::unexpected(parsed.error());
    if (auto file = base::WriteFile(context_.control().RegistryKeysFile(), jwks); !file) return file;
    written_ = jwks;
    context_.link.FilesChanged();
    std::string pem;
    for (const store::SigningKey& key : keys) {
      const auto one = jose::JwkSet::Parse(key.public_jwk);
      if (one) pem += one->keys().front().key.Pem();
    }
    auto served = std::make_shared<const Served>(Served{.jwks = jwks, .pem = pem, .keys = *std::move(parsed)});
    const std::lock_guard lock(mutex_);
    published_ = std::move(served);
  }
  if (std::ranges::all_of(keys, [](const store::SigningKey& key) { return key.published.has_value(); })) return {};
  // Mark only keys that are in the file: another daemon may have added one meanwhile.
  auto marked = context_.database.Write([&](store::Transaction& transaction) {
    for (const store::SigningKey& key : keys) {
      if (!key.published) store::MarkPublished(transaction, key.kid, now);
    }
  });
  if (!marked) return marked;
  for (store::SigningKey& key : keys) {
    if (!key.published) key.published = now;
  }
  return {};
}

base::Result<bool> KeyRing::ActivateDue(const std::vector<store::SigningKey>& keys, base::Wall now,
                                        bool overlap_waived) {
  // If no key signs yet, there is no overlap to wait for.
  const bool waived = overlap_waived || std::ranges::none_of(keys, IsActive);
  const auto due = std::ranges::find_if(keys, [&](const store::SigningKey& key) {
    return IsPrepared(key) && key.published && (waived || *key.published + context_.registry().key_overlap <= now);
  });
  if (due == keys.end()) return false;
  const auto activated = context_.database.Write([&](store::Transaction& transaction) {
    return store::ActivateSigningKey(transaction, store::KeyUse::kRegistry, due->kid, now, now + kRetiredServed);
  });
  if (!activated) return std::unexpected(activated.error());
  if (!*activated) return false;
  if (const auto before = std::ranges::find_if(keys, IsActive); before != keys.end()) {
    Tell(events::type::kKeyRetired, before->kid, now);
  }
  Tell(events::type::kKeyActivated, due->kid, now);
  return true;
}

base::Result<> KeyRing::Adopt(const std::vector<store::SigningKey>& keys) {
  const auto active = std::ranges::find_if(keys, IsActive);
  if (active == keys.end()) return base::Fail("No signing key is active", "the registry");
  if (const auto now = Active(); now && now->kid == active->kid) return {};
  const auto pem = context_.sealer.Open(active->sealed_private, active->kid);
  if (!pem) return std::unexpected(pem.error());
  auto key = crypto::PrivateKey::FromPem(pem->Reveal());
  if (!key) return base::Fail("The signing key " + active->kid + " is damaged", "the registry", "rotate --immediately");
  auto signer = std::make_shared<const Signer>(Signer{.kid = active->kid, .key = *std::move(key)});
  const std::lock_guard lock(mutex_);
  active_ = std::move(signer);
  return {};
}

base::Result<> KeyRing::AdvanceLocked(base::Wall now, bool overlap_waived) {
  auto keys = List();
  if (!keys) return std::unexpected(keys.error());
  const auto usable = [](const store::SigningKey& key) { return IsActive(key) || IsPrepared(key); };
  if (std::ranges::none_of(*keys, usable)) {
    if (auto added = AddFirst(now); !added) return added;
    keys = List();
    if (!keys) return std::unexpected(keys.error());
  }
  const auto ended = [&](const store::SigningKey& key) { return key.ends && *key.ends <= now; };
  if (std::ranges::any_of(*keys, ended)) {
    const auto dropped = context_.database.Write([&](store::Transaction& transaction) {
      static_cast<void>(store::DropEndedKeys(transaction, store::KeyUse::kRegistry, now));
    });
    if (!dropped) return dropped;
    std::erase_if(*keys, ended);
  }
  if (auto published = Publish(*keys, now); !published) return published;
  const auto activated = ActivateDue(*keys, now, overlap_waived);
  if (!activated) return std::unexpected(activated.error());
  if (*activated) {
    keys = List();
    if (!keys) return std::unexpected(keys.error());
    if (auto published = Publish(*keys, now); !published) return published;
  }
  return Adopt(*keys);
}

base::Result<> KeyRing::Advance(base::Wall now) {
  const std::lock_guard changing(changing_);
  return AdvanceLocked(now, false);
}

base::Result<KeyRing::Rotation> KeyRing::Rotate(bool immediately, base::Wall now) {
  const std::lock_guard changing(changing_);
  auto next = Generate(now);
  if (!next) return std::unexpected(next.error());
  const auto written = context_.database.Write([&](store::Transaction& transaction) {
    std::optional<store::SigningKey> prepared;
    for (const store::SigningKey& key : store::SigningKeysOf(transaction, store::KeyUse::kRegistry)) {
      if (IsPrepared(key)) prepared = key;
    }
    if (!prepared) store::AddSigningKey(transaction, *next);
    return prepared;
  });
  if (!written) return std::unexpected(written.error());
  const std::optional<store::SigningKey>& waiting = *written;
  if (waiting && !immediately) return Rotation{.kid = waiting->kid, .waiting = true};
  const std::string kid = waiting ? waiting->kid : next->kid;
  if (!waiting) Tell(events::type::kKeyPrepared, kid, now);
  if (const auto advanced = AdvanceLocked(now, immediately); !advanced) return std::unexpected(advanced.error());
  const auto active = Active();
  const bool signs = active && active->kid == kid;
  return Rotation{.kid = kid, .active = signs, .active_at = signs ? now : now + context_.registry().key_overlap};
}

base::Result<bool> KeyRing::Withdraw(const std::string& kid, base::Wall now) {
  const std::lock_guard changing(changing_);
  const auto retired = context_.database.Write([&](store::Transaction& transaction) {
    return store::RetireSigningKey(transaction, store::KeyUse::kRegistry, kid, now, now);
  });
  if (!retired) return std::unexpected(retired.error());
  if (!*retired) return false;
  Tell(events::type::kKeyRetired, kid, now);
  {
    // The old key must not sign while its successor is created.
    const std::lock_guard lock(mutex_);
    if (active_ && active_->kid == kid) active_ = nullptr;
  }
  if (const auto advanced = AdvanceLocked(now, false); !advanced) return std::unexpected(advanced.error());
  return true;
}

}  // namespace gatehouse::registry
