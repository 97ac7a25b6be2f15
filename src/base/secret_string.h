// A secret as a type of its own (row B4): not printable, not copyable by accident, wiped when dropped.
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

  // The only way to the value; a reviewer can grep for it.
  [[nodiscard]] std::string_view Reveal() const { return value_; }
  [[nodiscard]] bool empty() const { return value_.empty(); }
  [[nodiscard]] SecretString Copy() const;

 private:
  std::string value_;
};

}  // namespace gatehouse::base
