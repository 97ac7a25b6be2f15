#include "base/secret_string.h"

#include <cstring>
#include <utility>

namespace gatehouse::base {
namespace {

// A short value lives inside the std::string itself, and moving copies it out without clearing it; a long one may leave
// bytes behind its end from when it was longer. So the whole capacity is overwritten, whatever the size.
void Wipe(std::string& value) noexcept {
  value.resize(value.capacity());
  explicit_bzero(value.data(), value.size());
  value.clear();
}

std::string TakeAndWipe(std::string& source) noexcept {
  std::string taken = std::move(source);
  Wipe(source);
  return taken;
}

}  // namespace

SecretString::SecretString(std::string&& value) noexcept : value_(TakeAndWipe(value)) {}

SecretString::~SecretString() { Wipe(value_); }

SecretString::SecretString(SecretString&& other) noexcept : value_(TakeAndWipe(other.value_)) {}

SecretString& SecretString::operator=(SecretString&& other) noexcept {
  if (this == &other) return *this;
  Wipe(value_);
  // swap would leave the emptied buffer, which is fine, but also copies short values around on the stack.
  value_ = std::move(other.value_);
  Wipe(other.value_);
  return *this;
}

SecretString SecretString::Copy() const { return SecretString(std::string(value_)); }

}  // namespace gatehouse::base
