// Client secrets: made, kept as a hash, compared. They are ours and have 256 random bits, so that guessing them is out
// of reach however fast the hash is: SHA-256 keeps them as well as argon2id would, and a stranger's wrong secret costs
// microseconds (doc/adr/0011). Databases of earlier versions hold argon2id hashes: a right secret replaces its own by
// the new form. Wrong ones are counted per client and address and per address; a right one is never limited. Shown by
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
// "$sha256$" and the base64url digest. Only for secrets that NewClientSecret made.
[[nodiscard]] std::string HashClientSecret(std::string_view secret);

class ClientSecrets {
 public:
  ClientSecrets(service::GateLink& link, service::HashQueue& hashes);

  enum class Outcome : uint8_t { kRight, kWrong, kLimited, kBusy };
  struct Verdict {
    Outcome outcome = Outcome::kWrong;
    const store::Credential* credential = nullptr;  // if kRight
    bool outdated = false;                          // if kRight: its hash should become HashClientSecret's
    std::chrono::seconds retry_after{0};            // if kLimited or kBusy
  };
  // `alive` are the client's secrets that may be used now; none for a client that does not exist, which takes as long
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
