// A mark for what somebody tried to come in with: the same for the same password or token, so that a client that is
// stuck with an old one can be told from somebody who guesses. Keyed with bytes that never leave the process and are
// new with each, and short: nothing can be found out from it, not even by trying. Shown by tried_test.cc.
#pragma once

#include <string>
#include <string_view>

#include "base/secret_string.h"

namespace gatehouse::events {

class TriedMark {
 public:
  static constexpr size_t kBytes = 4;  // of the mark, before it is written in hex
  TriedMark();

  // Of a token, or of a name with its password. Empty where nothing was tried.
  [[nodiscard]] std::string Of(std::string_view name, std::string_view secret) const;

 private:
  base::SecretString key_;
};

}  // namespace gatehouse::events
