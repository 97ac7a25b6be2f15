#include "control/registry/client_secrets.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/crypto.h"
#include "base/crypto_symmetric.h"
#include "control/service/client_key.h"
#include "passwords/hash.h"

namespace gatehouse::registry {
namespace {

constexpr std::string_view kSha256Prefix = "$sha256$";
// Limits for wrong secrets: per address and client id (existing or not), and per address for all clients.
constexpr std::string_view kPerClient = "10/minute";
constexpr std::string_view kPerAddress = "60/minute";

gate::Limit OwnLimit(std::string_view name, std::string_view text) {
  gate::Limit limit = *gate::ParseLimit(text);
  limit.name = name;
  const auto digest = crypto::Sha256("gatehouse control: " + limit.name + " " + std::string(text));
  for (size_t i = 0; i < sizeof limit.id; ++i) limit.id = limit.id << 8 | digest[i];
  return limit;
}

bool IsCurrent(const store::Credential& credential) { return credential.secret_hash.starts_with(kSha256Prefix); }

}  // namespace

base::SecretString NewClientSecret() {
  const base::SecretString random(crypto::RandomBytes(kClientSecretBytes));
  return base::SecretString(base::Base64UrlEncode(random.Reveal()));
}

std::string HashClientSecret(std::string_view secret) {
  const auto digest = crypto::Sha256(secret);
  return std::string(kSha256Prefix) +
         base::Base64UrlEncode({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

ClientSecrets::ClientSecrets(service::GateLink& link, service::HashQueue& hashes)
    : link_(link),
      hashes_(hashes),
      per_client_(OwnLimit("client-attempts", kPerClient)),
      per_address_(OwnLimit("client-attempts-address", kPerAddress)) {}

std::optional<std::chrono::seconds> ClientSecrets::TakePlace(std::string_view client_id,
                                                             const service::HttpRequest& request) {
  const base::Steady now = request.now.steady;
  const std::string address = service::ClientKey(request.client);
  const gate::RateVerdict wide = link_.Take(per_address_, address, now);
  if (!wide.admitted) return wide.retry_after;
  const gate::RateVerdict narrow = link_.Take(per_client_, std::string(client_id) + '|' + address, now);
  if (narrow.admitted) return {};
  link_.GiveBack(per_address_, address, now);
  return narrow.retry_after;
}

ClientSecrets::Verdict ClientSecrets::Check(std::string_view client_id, std::span<const store::Credential> alive,
                                            std::string_view secret, const service::HttpRequest& request) {
  const std::string presented = HashClientSecret(secret);
  const store::Credential* right = nullptr;
  for (const store::Credential& credential : alive) {
    if (crypto::EqualInConstantTime(presented, credential.secret_hash)) right = &credential;
  }
  if (right != nullptr) return {.outcome = Outcome::kRight, .credential = right};
  // From here on, the secret is wrong, or its hash is expensive to verify.
  if (const auto wait = TakePlace(client_id, request)) return {.outcome = Outcome::kLimited, .retry_after = *wait};
  if (std::ranges::all_of(alive, IsCurrent)) return {};
  return CheckOld(alive, secret, request);
}

ClientSecrets::Verdict ClientSecrets::CheckOld(std::span<const store::Credential> alive, std::string_view secret,
                                               const service::HttpRequest& request) {
  Verdict verdict;
  const auto outcome = hashes_.Run(request, [&] {
    for (const store::Credential& credential : alive) {
      if (IsCurrent(credential) || !passwords::VerifyPassword(secret, credential.secret_hash).matches) continue;
      verdict = {.outcome = Outcome::kRight, .credential = &credential, .outdated = true};
      return;
    }
  });
  if (outcome == service::HashQueue::Outcome::kDone) return verdict;
  return {.outcome = Outcome::kBusy, .retry_after = service::HashQueue::kRetryAfter};
}

}  // namespace gatehouse::registry
