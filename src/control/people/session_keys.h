// The keys that sign sessions (ES256): created automatically, rotated daily, private keys sealed in the
// database, public keys in the file that the gate reads. Only a key that is already published signs sessions,
// and a key stays published until its last session has ended. Tests: session_keys_test.cc.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/error.h"
#include "control/service/gate_link.h"
#include "control/service/sealer.h"
#include "control/store/database.h"
#include "control/store/signing_keys.h"
#include "jose/jwk_set.h"

namespace gatehouse::people {

inline constexpr std::chrono::hours kSessionKeyLife{24};
// Time between publication of a new key and its first signature: much longer than the gate needs to see the file.
inline constexpr std::chrono::seconds kSessionKeyLead{60};

class SessionKeys {
 public:
  SessionKeys(store::Database& database, service::GateLink& link, const service::Sealer& sealer, std::string file)
      : database_(database), link_(link), sealer_(sealer), file_(std::move(file)) {}

  // Makes sure that there is a signing key. An Error if the database or the file cannot be written, or the stored keys
  // were sealed with another key.
  [[nodiscard]] base::Result<> Begin(base::Wall now);
  // Does the work that is due; asks the database every kLook.
  [[nodiscard]] base::Result<> Tick(base::Wall now);

  struct Signer {
    std::string kid;
    crypto::PrivateKey key;
  };
  [[nodiscard]] std::shared_ptr<const Signer> signer() const;
  // The session that a cookie proves, and its user. Only the database knows whether it was ended early.
  struct Proven {
    std::string subject;
    std::string id;
  };
  [[nodiscard]] std::optional<Proven> SessionOf(std::string_view token, base::Wall now) const;

 private:
  static constexpr std::chrono::seconds kLook{15};

  base::Result<> Advance(base::Wall now);
  base::Result<> Add(base::Wall now);
  base::Result<> Publish(const std::vector<store::SigningKey>& keys, base::Wall now);
  base::Result<std::vector<store::SigningKey>> Read();
  base::Result<> Load(const store::SigningKey& key);

  store::Database& database_;
  service::GateLink& link_;
  const service::Sealer& sealer_;
  std::string file_;
  base::Wall next_look_{};
  std::string published_;  // content that this process last wrote to the file
  mutable std::mutex mutex_;
  std::shared_ptr<const Signer> signer_;
  jose::JwkSet public_keys_;
};

}  // namespace gatehouse::people
