// Client secrets: created, stored as a hash, compared. They have 256 random bits, so that guessing is impossible
// however fast the hash is: SHA-256 is as safe as argon2id here, and checking a wrong secret costs only
// microseconds (doc/adr/0011). Databases of earlier versions contain argon2id hashes: a correct secret replaces its
// hash by the new form. Wrong ones are limited per client and address, and per address; correct ones never. Tests:
// client_authentication_test.cc.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/secret_string.h"
#include "control/service/gate_link.h"
#include "control/service/hash_queue.h"
#include "control/service/http.h"
#include "control/store/credentials.h"
#include "gate/admit/limit.h"

namespace gatehouse::registry {

inline constexpr size_t kClientSecretBytes = 32;

[[nodiscard]] base::SecretString NewClientSecret();  // 256 random bits, base64url
// "$sha256$" and the base64url digest. Only for secrets from NewClientSecret.
[[nodiscard]] std::string HashClientSecret(std::string_view secret);

class ClientSecrets {
 public:
  ClientSecrets(service::GateLink& link, service::HashQueue& hashes);

  enum class Outcome : uint8_t { kRight, kWrong, kLimited, kBusy };
  struct Verdict {
    Outcome outcome = Outcome::kWrong;
    const store::Credential* credential = nullptr;  // if kRight
    bool outdated = false;                          // if kRight: replace its hash by HashClientSecret's
    std::chrono::seconds retry_after{0};            // if kLimited or kBusy
  };
  // `alive`: the client's valid secrets; empty for an unknown client, which takes as long
  // and counts as much as a wrong secret.
  [[nodiscard]] Verdict Check(std::string_view client_id, std::span<const store::Credential> alive,
                              std::string_view secret, const service::HttpRequest& request);

 private:
  [[nodiscard]] std::optional<std::chrono::seconds> TakePlace(std::string_view client_id,
                                                              const service::HttpRequest& request);
  [[nodiscard]] Verdict CheckOld(std::span<const store::Credential> alive, std::string_view secret,
                                 const service::HttpRequest& request);

  service::GateLink& link_;
  service::HashQueue& hashes_;
  gate::Limit per_client_;
  gate::Limit per_address_;
};

}  // namespace gatehouse::registry
