#include "control/people/session_keys.h"

#include <algorithm>

#include "base/file.h"
#include "base/secret_string.h"
#include "jose/session_token.h"

namespace gatehouse::people {
namespace {

constexpr std::string_view kContext = "session-key:";
constexpr mode_t kPublicMode = 0644;

const store::SigningKey* InState(const std::vector<store::SigningKey>& keys, store::KeyState state) {
  const auto found = std::ranges::find(keys, state, &store::SigningKey::state);
  return found == keys.end() ? nullptr : &*found;
}

}  // namespace

base::Result<> SessionKeys::Begin(base::Wall now) {
  if (auto advanced = Advance(now); !advanced) return advanced;
  if (!signer()) return base::Fail("There is no key to sign sessions with", file_);
  return {};
}

base::Result<> SessionKeys::Tick(base::Wall now) {
  // If the clock was set back, the rotation must continue.
  if (now < next_look_ && now > next_look_ - 2 * kLook) return {};
  return Advance(now);
}

std::shared_ptr<const SessionKeys::Signer> SessionKeys::signer() const {
  const std::scoped_lock lock(mutex_);
  return signer_;
}

std::optional<SessionKeys::Proven> SessionKeys::SessionOf(std::string_view token, base::Wall now) const {
  const auto raw = jose::RawJwt::Parse(token);
  if (!raw) return {};
  const std::scoped_lock lock(mutex_);
  const auto verified = jose::VerifiedJwt::Verify(*raw, jose::SessionRules(), public_keys_, now);
  if (!verified) return {};
  return Proven{.subject = verified->claims().subject, .id = verified->claims().token_id};
}

base::Result<std::vector<store::SigningKey>> SessionKeys::Read() {
  return database_.Read(
      [](store::Transaction& transaction) { return store::SigningKeysOf(transaction, store::KeyUse::kSession); });
}

base::Result<> SessionKeys::Advance(base::Wall now) {
  next_look_ = now + kLook;
  auto keys = Read();
  if (!keys) return std::unexpected(keys.error());
  const auto ended = [&](const store::SigningKey& key) {
    return key.state == store::KeyState::kRetired && key.ends <= now;
  };
  if (std::ranges::any_of(*keys, ended)) {
    auto dropped = database_.Write([&](store::Transaction& transaction) {
      (void)store::DropEndedKeys(transaction, store::KeyUse::kSession, now);
    });
    if (!dropped) return dropped;
    std::erase_if(*keys, ended);
  }

  const store::SigningKey* active = InState(*keys, store::KeyState::kActive);
  const bool due = active == nullptr || active->active_since.value_or(base::Wall{}) + kSessionKeyLife <= now;
  if (due && InState(*keys, store::KeyState::kPrepared) == nullptr) {
    if (auto added = Add(now); !added) return added;
    keys = Read();
    if (!keys) return std::unexpected(keys.error());
  }
  if (auto published = Publish(*keys, now); !published) return published;

  active = InState(*keys, store::KeyState::kActive);
  const store::SigningKey* prepared = InState(*keys, store::KeyState::kPrepared);
  // The first key signs without delay: no worker can refuse a session yet.
  const bool ripe =
      prepared != nullptr && (active == nullptr || prepared->published.value_or(now) + kSessionKeyLead <= now);
  if (ripe) {
    auto activated = database_.Write([&](store::Transaction& transaction) -> base::Result<> {
      if (store::ActivateSigningKey(transaction, store::KeyUse::kSession, prepared->kid, now,
                                    now + jose::kMaxSessionLife))
        return {};
      return base::Fail("The prepared session key could not be made the active one");
    });
    if (!activated) return activated;
    active = prepared;
  }
  return active == nullptr ? base::Result<>{} : Load(*active);
}

base::Result<> SessionKeys::Add(base::Wall now) {
  const auto made = crypto::PrivateKey::Generate(crypto::Algorithm::kEs256);
  if (!made) return std::unexpected(made.error());
  store::SigningKey key;
  key.kid = made->Public().Thumbprint();
  key.use = store::KeyUse::kSession;
  key.algorithm = crypto::Name(crypto::Algorithm::kEs256);
  key.public_jwk = made->Public().Jwk(key.kid, crypto::Algorithm::kEs256);
  key.created = now;
  const base::SecretString pem(made->Pem());
  key.sealed_private = sealer_.Seal(pem.Reveal(), std::string(kContext) + key.kid);
  return database_.Write([&](store::Transaction& transaction) { store::AddSigningKey(transaction, key); });
}

base::Result<> SessionKeys::Publish(const std::vector<store::SigningKey>& keys, base::Wall now) {
  std::string text = "{\"keys\":[";
  for (const store::SigningKey& key : keys) text += (text.ends_with('[') ? "" : ",") + key.public_jwk;
  text += "]}\n";
  if (text != published_) {
    if (auto written = base::WriteFile(file_, text, kPublicMode); !written) return written;
    link_.FilesChanged();
    published_ = text;
    auto parsed = jose::JwkSet::Parse(text);
    if (!parsed) return std::unexpected(parsed.error());
    const std::scoped_lock lock(mutex_);
    public_keys_ = *std::move(parsed);
  }
  if (std::ranges::all_of(keys, [](const store::SigningKey& key) { return key.published.has_value(); })) return {};
  return database_.Write([&](store::Transaction& transaction) {
    for (const store::SigningKey& key : keys) {
      if (!key.published) store::MarkPublished(transaction, key.kid, now);
    }
  });
}

base::Result<> SessionKeys::Load(const store::SigningKey& key) {
  if (const auto current = signer(); current && current->kid == key.kid) return {};
  const auto pem = sealer_.Open(key.sealed_private, std::string(kContext) + key.kid);
  if (!pem) {
    return base::Fail("The session key in the database cannot be opened", "control.key_encryption",
                      "it was sealed with another key: bring back the key file that belongs to this database");
  }
  auto private_key = crypto::PrivateKey::FromPem(pem->Reveal());
  if (!private_key) return std::unexpected(private_key.error());
  auto loaded = std::make_shared<const Signer>(Signer{.kid = key.kid, .key = *std::move(private_key)});
  const std::scoped_lock lock(mutex_);
  signer_ = std::move(loaded);
  return {};
}

}  // namespace gatehouse::people
