// The registry's signing keys (row B3): prepared → active → retired. Only a published key signs tokens,
// and a retired key stays published until its last token has expired. The database is authoritative;
// every step is one transaction, and the next Advance completes what a crash interrupted. Tests: key_ring_test.cc.
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
// How long a key stays published after retirement: the longest lifetime of a token, plus some time for signatures in
// progress, here or in another daemon.
inline constexpr std::chrono::seconds kRetiredServed = std::chrono::hours(24) + std::chrono::minutes(1);

class KeyRing {
 public:
  explicit KeyRing(const RegistryContext& context);

  // Does the steps that are due: creates the first key, publishes, activates, deletes. Runs at start and every second.
  [[nodiscard]] base::Result<> Advance(base::Wall now);

  struct Rotation {
    std::string kid;
    bool active = false;
    base::Wall active_at{};
    bool waiting = false;  // nothing was done: a key is prepared already, and `immediately` is false
  };
  // Prepares a new key, which becomes active after the overlap, or immediately after its publication.
  [[nodiscard]] base::Result<Rotation> Rotate(bool immediately, base::Wall now);
  // Withdraws a key at once, in any state; if it was active, another key becomes active. Returns false
  // if there is no such key.
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
  // Null before the first Advance.
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
  std::mutex changing_;  // serializes changes
  std::string written_;  // content of the file when last written

  mutable std::mutex mutex_;
  std::shared_ptr<const Signer> active_;
  std::shared_ptr<const Served> published_;
};

}  // namespace gatehouse::registry
