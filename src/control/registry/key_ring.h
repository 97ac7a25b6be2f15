// The registry's signing keys (row B3): prepared → active → retired. A token is only ever signed with a key that was
// published before, and a retired key is served until the last token that it signed is dead. The database is the truth;
// every step is one transaction, and what a crash left undone the next Advance does. Tests: key_ring_test.cc.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/error.h"
#include "control/registry/registry.h"
#include "control/store/signing_keys.h"
#include "jose/jwk_set.h"

namespace gatehouse::registry {

inline constexpr crypto::Algorithm kRegistryAlgorithm = crypto::Algorithm::kRs256;
// From retirement until a key is served no more: the longest life of any token, and a while for a signature that was
// being made meanwhile, here or on another node.
inline constexpr std::chrono::seconds kRetiredServed = std::chrono::hours(24) + std::chrono::minutes(1);

class KeyRing {
 public:
  explicit KeyRing(const RegistryContext& context);

  // Does what is due: makes the first key, publishes, activates, drops. At start and every second.
  [[nodiscard]] base::Result<> Advance(base::Wall now);

  struct Rotation {
    std::string kid;
    bool active = false;
    base::Wall active_at{};
    bool waiting = false;  // nothing was done: this one is prepared already, and nobody said `immediately`
  };
  // Prepares a new key, which becomes active after the overlap; or at once: published first, as always.
  [[nodiscard]] base::Result<Rotation> Rotate(bool immediately, base::Wall now);
  // Takes a key out of service at once, whatever it was; if it was the active one, another is active afterwards. False
  // where the ring has no such key.
  [[nodiscard]] base::Result<bool> Withdraw(const std::string& kid, base::Wall now);

  struct Signer {
    std::string kid;
    crypto::PrivateKey key;
  };
  struct Served {
    std::string jwks;  // the active key first
    std::string pem;
    jose::JwkSet keys;
  };
  // Null until the first Advance.
  [[nodiscard]] std::shared_ptr<const Signer> Active() const;
  [[nodiscard]] std::shared_ptr<const Served> Published() const;
  [[nodiscard]] base::Result<std::vector<store::SigningKey>> List() const;

 private:
  [[nodiscard]] base::Result<> AdvanceLocked(base::Wall now, bool overlap_waived);
  [[nodiscard]] base::Result<store::SigningKey> Generate(base::Wall now) const;
  [[nodiscard]] base::Result<> AddFirst(base::Wall now);
  [[nodiscard]] base::Result<> Publish(std::vector<store::SigningKey>& keys, base::Wall now);
  [[nodiscard]] base::Result<bool> ActivateDue(const std::vector<store::SigningKey>& keys, base::Wall now,
                                               bool overlap_waived);
  [[nodiscard]] base::Result<> Adopt(const std::vector<store::SigningKey>& keys);
  void Tell(events::EventType type, const std::string& kid, base::Wall now);

  RegistryContext context_;
  std::mutex changing_;  // one change at a time
  std::string written_;  // the file as it was last written

  mutable std::mutex mutex_;
  std::shared_ptr<const Signer> active_;
  std::shared_ptr<const Served> published_;
};

}  // namespace gatehouse::registry
