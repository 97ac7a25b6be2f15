#include "control/registry/client_secrets.h"

#include "base/bytes.h"
#include "base/crypto.h"
#include "base/crypto_symmetric.h"
#include "control/registry/client_id.h"
#include "passwords/hash.h"

namespace gatehouse::control {
namespace {

// Attempts that cost a hash, by client and address: a stranger elsewhere can't use up a droplet's own.
constexpr std::string_view kAttempts = "10/minute";

gate::Limit AttemptLimit() {
  gate::Limit limit = *gate::ParseLimit(kAttempts);
  limit.name = "client-attempts";
  const auto digest = crypto::Sha256("gatehouse control: client attempts " + std::string(kAttempts));
  for (size_t i = 0; i < sizeof limit.id; ++i) limit.id = limit.id << 8 | digest[i];
  return limit;
}

}  // namespace

base::SecretString NewClientSecret() {
  const base::SecretString random(crypto::RandomBytes(kClientSecretBytes));
  return base::SecretString(base::Base64UrlEncode(random.Reveal()));
}

ClientSecrets::ClientSecrets(GateLink& link)
    : link_(link), limit_(AttemptLimit()), digest_key_(crypto::RandomBytes(kClientSecretBytes)) {
  auto hash = passwords::HashPassword(NewClientSecret().Reveal());
  if (hash) nobodys_hash_ = *std::move(hash);
}

ClientSecrets::Digest ClientSecrets::DigestOf(const Credential& credential, std::string_view secret) const {
  return crypto::HmacSha256(digest_key_.Reveal(), credential.id + '\n' + std::string(secret));
}

const Credential* ClientSecrets::Remembered(std::span<const Credential> alive, std::string_view secret,
                                            base::Steady now) {
  const std::lock_guard lock(mutex_);
  for (const Credential& credential : alive) {
    const auto found = remembered_.find(DigestOf(credential, secret));
    if (found != remembered_.end() && found->second > now) return &credential;
  }
  return nullptr;
}

void ClientSecrets::Remember(const Credential& credential, std::string_view secret, base::Steady now) {
  const std::lock_guard lock(mutex_);
  if (remembered_.size() >= kMaxRememberedSecrets) {
    std::erase_if(remembered_, [&](const auto& entry) { return entry.second <= now; });
  }
  if (remembered_.size() >= kMaxRememberedSecrets) remembered_.clear();
  remembered_[DigestOf(credential, secret)] =
      now + std::chrono::duration_cast<std::chrono::milliseconds>(kSecretRemembered);
}

ClientSecrets::Verdict ClientSecrets::Check(std::string_view client_id, std::span<const Credential> alive,
                                            std::string_view secret, const base::IpAddress& address, base::Now now) {
  if (const Credential* known = Remembered(alive, secret, now.steady)) return {Outcome::kRight, known, {}};

  // Names that are nobody's share one place: nobody fills the table by inventing some.
  const std::string who = alive.empty() && !DropletOfClient(client_id) ? "" : std::string(client_id);
  const auto bytes = address.bytes();
  const std::string key = who + '|' + std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const gate::RateVerdict place = link_.Take(limit_, key, now.steady);
  if (!place.admitted) return {Outcome::kLimited, nullptr, place.retry_after};

  if (alive.empty()) {
    static_cast<void>(passwords::VerifyPassword(secret, nobodys_hash_));
    return {};
  }
  for (const Credential& credential : alive) {
    if (!passwords::VerifyPassword(secret, credential.secret_hash).matches) continue;
    Remember(credential, secret, now.steady);
    return {Outcome::kRight, &credential, {}};
  }
  return {};
}

}  // namespace gatehouse::control
