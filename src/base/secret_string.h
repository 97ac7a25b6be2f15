// A secret as a type of its own (row B4): cannot be printed or copied by accident, is locked into memory if the system
// allows it, excluded from core dumps, and wiped when dropped. Shown by secret_string_test.cc.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gatehouse::base {

class SecretString {
 public:
  SecretString() = default;
  // Takes over the value and wipes the buffer of the source.
  explicit SecretString(std::string&& value) noexcept;
  ~SecretString();
  SecretString(SecretString&& other) noexcept;
  SecretString& operator=(SecretString&& other) noexcept;
  SecretString(const SecretString&) = delete;
  SecretString& operator=(const SecretString&) = delete;

  // The only access to the value; a reviewer can grep for it. A NUL follows it, for libraries that need one.
  [[nodiscard]] std::string_view Reveal() const { return {value_, size_}; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] SecretString Copy() const;

 private:
  SecretString(const char* bytes, size_t size) noexcept;

  // In locked memory, size_ + 1 bytes; an empty literal if the secret is empty.
  const char* value_ = "";
  size_t size_ = 0;
};

// Overwrites the content of a plain string, including its spare capacity: for values from a library or a socket that
// could not be a SecretString from the start.
void Wipe(std::string& value) noexcept;

}  // namespace gatehouse::base
