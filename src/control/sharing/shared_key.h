// The common key of gates that share limits, and what is derived from it: the secret of the buckets' keys, the name of
// the stream, the encryption of the gates' messages. Tests: shared_key_test.cc.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret_string.h"
#include "state/bucket_table.h"

namespace gatehouse::sharing {

// What one gate tells the others at a time.
struct Batch {
  uint64_t gate = 0;    // a random number of that daemon's process
  uint64_t number = 0;  // increases with each batch: one that comes twice counts once
  std::vector<state::BucketTable::Told> told;
};

class SharedKey {
 public:
  explicit SharedKey(const base::SecretString& key);

  [[nodiscard]] std::array<uint8_t, state::kSecretBytes> BucketSecret() const;
  // "gatehouse:limits:" and 16 digits: gates with different keys do not meet.
  [[nodiscard]] const std::string& stream() const { return stream_; }
  [[nodiscard]] std::string Seal(const Batch& batch) const;
  // Empty if another key sealed it, or somebody has changed it.
  [[nodiscard]] std::optional<Batch> Open(std::string_view sealed) const;

 private:
  base::SecretString bucket_secret_;
  base::SecretString sealing_;
  std::string stream_;
};

}  // namespace gatehouse::sharing
