// Client secrets: made, hashed, compared. A right one is remembered for minutes by a keyed digest, so that a droplet
// that fetches tokens costs one argon2id and not one a token; a wrong one always costs the full hash and a place under
// the client's limit. Shown by client_authentication_test.cc.
#pragma once

#include <array>
#include <chrono>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/ip.h"
#include "base/secret_string.h"
#include "control/service/gate_link.h"
#include "control/store/credentials.h"

namespace gatehouse::control {

inline constexpr size_t kClientSecretBytes = 32;
inline constexpr std::chrono::minutes kSecretRemembered{5};
inline constexpr size_t kMaxRememberedSecrets = 4096;

[[nodiscard]] base::SecretString NewClientSecret();  // 256 random bits, base64url

class ClientSecrets {
 public:
  explicit ClientSecrets(GateLink& link);

  enum class Outcome : uint8_t { kRight, kWrong, kLimited };
  struct Verdict {
    Outcome outcome = Outcome::kWrong;
    const Credential* credential = nullptr;  // if kRight
    std::chrono::seconds retry_after{0};     // if kLimited
  };
  // `alive` are the client's secrets that may be used now; none for a client that doesn't exist, which takes as long
  // and counts as much as a wrong secret.
  [[nodiscard]] Verdict Check(std::string_view client_id, std::span<const Credential> alive, std::string_view secret,
                              const base::IpAddress& address, base::Now now);

 private:
  using Digest = std::array<uint8_t, 32>;
  [[nodiscard]] Digest DigestOf(const Credential& credential, std::string_view secret) const;
  [[nodiscard]] const Credential* Remembered(std::span<const Credential> alive, std::string_view secret,
                                             base::Steady now);
  void Remember(const Credential& credential, std::string_view secret, base::Steady now);

  GateLink& link_;
  gate::Limit limit_;
  base::SecretString digest_key_;  // of this process, never stored
  std::string nobodys_hash_;
  std::mutex mutex_;
  std::map<Digest, base::Steady> remembered_;  // until when
};

}  // namespace gatehouse::control
