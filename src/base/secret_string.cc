#include "base/secret_string.h"

#include <cstring>
#include <utility>

#include "base/locked_memory.h"

namespace gatehouse::base {

void Wipe(std::string& value) noexcept {
  // A short value is stored inside the std::string itself; a longer earlier value may have left bytes after the current
  // end. So the whole capacity is overwritten, whatever the size.
  value.resize(value.capacity());
  explicit_bzero(value.data(), value.size());
  value.clear();
}

SecretString::SecretString(const char* bytes, size_t size) noexcept {
  if (size == 0) return;
  char* block = TakeLocked(size + 1);
  std::memcpy(block, bytes, size);
  value_ = block;
  size_ = size;
}

SecretString::SecretString(std::string&& value) noexcept : SecretString(value.data(), value.size()) { Wipe(value); }

SecretString::~SecretString() {
  if (size_ != 0) GiveBackLocked(const_cast<char*>(value_), size_ + 1);
}

SecretString::SecretString(SecretString&& other) noexcept
    : value_(std::exchange(other.value_, "")), size_(std::exchange(other.size_, 0)) {}

SecretString& SecretString::operator=(SecretString&& other) noexcept {
  SecretString taken(std::move(other));
  std::swap(value_, taken.value_);
  std::swap(size_, taken.size_);
  return *this;
}

SecretString SecretString::Copy() const { return {value_, size_}; }

}  // namespace gatehouse::base
