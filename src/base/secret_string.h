// A secret as a type of its own (row B4): not printable, not copyable by accident, locked into memory where the system
// allows it, left out of core dumps, wiped when dropped. Shown by secret_string_test.cc.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gatehouse::base {

class SecretString {
 public:
  SecretString() = default;
  // Takes the value over and wipes the source's buffer.
  explicit SecretString(std::string&& value) noexcept;
  ~SecretString();
  SecretString(SecretString&& other) noexcept;
  SecretString& operator=(SecretString&& other) noexcept;
  SecretString(const SecretString&) = delete;
  SecretString& operator=(const SecretString&) = delete;

  // The only way to the value; a reviewer can grep for it. A NUL stands behind it, for libraries that want one.
  [[nodiscard]] std::string_view Reveal() const { return {value_, size_}; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] SecretString Copy() const;

 private:
  SecretString(const char* bytes, size_t size) noexcept;

  // In locked memory, size_ + 1 bytes; where the secret is empty, an empty literal.
  const char* value_ = "";
  size_t size_ = 0;
};

// Overwrites what a plain string held, its spare room included: for what a library or a socket gave us before it could
// become a SecretString.
void Wipe(std::string& value) noexcept;

}  // namespace gatehouse::base
