// Buffer for the bytes of an answer. They may be secret: memory that it outgrows is wiped. Shown by
// fetch_test.cc.
#pragma once

#include <string>
#include <string_view>

#include "base/secret_string.h"

namespace gatehouse::fetch {

class SecretBuffer {
 public:
  void Append(std::string_view bytes) {
    if (bytes_.size() + bytes.size() > bytes_.capacity()) {
      std::string larger;
      larger.reserve(2 * (bytes_.size() + bytes.size()) + kFirstBytes);
      larger += bytes_;
      base::Wipe(bytes_);
      bytes_ = std::move(larger);
    }
    bytes_ += bytes;
  }
  [[nodiscard]] size_t size() const { return bytes_.size(); }
  [[nodiscard]] base::SecretString Finish() { return base::SecretString(std::move(bytes_)); }

  SecretBuffer() = default;
  SecretBuffer(const SecretBuffer&) = delete;
  SecretBuffer& operator=(const SecretBuffer&) = delete;
  ~SecretBuffer() { base::Wipe(bytes_); }

 private:
  static constexpr size_t kFirstBytes = 4096;
  std::string bytes_;
};

}  // namespace gatehouse::fetch
