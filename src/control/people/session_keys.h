// The keys that sessions are signed with (ES256): made by themselves, changed every day, private halves sealed in the
// database, public ones in the file that the gate reads. A session is only signed with a key that the gate has been
// given before, and a key stays there until its last session has ended. Tests: session_keys_test.cc.
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
// From when a new key is published until it signs: far more than the gate needs to see the file.
inline constexpr std::chrono::seconds kSessionKeyLead{60};

class SessionKeys {
 public:
  SessionKeys(store::Database& database, service::GateLink& link, const service::Sealer& sealer, std::string file)
      : database_(database), link_(link), sealer_(sealer), file_(std::move(file)) {}

  // There is a key to sign with afterwards. An Error if the database or the file can't be written, or the keys there
  // were sealed with another key.
  [[nodiscard]] base::Result<> Begin(base::Wall now);
  // What is due: every kLook the database is asked.
  [[nodiscard]] base::Result<> Tick(base::Wall now);

  struct Signer {
    std::string kid;
    crypto::PrivateKey key;
  };
  [[nodiscard]] std::shared_ptr<const Signer> signer() const;
  // The session that a cookie's value proves, and whose it is. Whether it has ended since is for the database to say.
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
  std::string published_;  // what this process wrote into the file
  mutable std::mutex mutex_;
  std::shared_ptr<const Signer> signer_;
  jose::JwkSet public_keys_;
};

}  // namespace gatehouse::people
