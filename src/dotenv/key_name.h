// How people name GPG keys, and which keys a name matches. GPG itself finds every key whose user ids contain the words
// anywhere: "a@example.org" would match "xa@example.org" too. Shown by key_name_test.cc,
// tests/dotenv/test_recipients.py.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dotenv/gpg.h"

namespace gatehouse::dotenv {

struct KeyName {
  enum class Kind : uint8_t {
    kFingerprint,  // 40 or 64 hexadecimal digits
    kKeyId,        // the last 8 or more digits of a fingerprint
    kAddress,      // contains an @: must equal the whole address
    kWords,        // a part of a user id, as GPG searches for it
  };
  Kind kind = Kind::kWords;
  std::string text;        // digits in upper case, an address in lower case, words as typed
  bool this_part = false;  // '!' after a fingerprint: this subkey, not the one that GPG would choose
};
// Also accepts "0x…", blanks between digits and "Anna <anna@example.org>".
[[nodiscard]] KeyName ReadKeyName(std::string_view typed);

// Whether the name matches the key. Words were already matched by GPG.
[[nodiscard]] bool Means(const KeyName& name, const GpgKey& key);

}  // namespace gatehouse::dotenv
