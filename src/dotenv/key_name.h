// How people name GPG keys, and which keys such a name means. GPG itself finds every key whose user ids hold the words
// somewhere: "a@example.org" would mean "xa@example.org" too. Shown by key_name_test.cc,
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
    kKeyId,        // the last 8 digits of one, or more
    kAddress,      // holds an @: the whole address, and nothing but it
    kWords,        // a part of a user id, as GPG looks for it
  };
  Kind kind = Kind::kWords;
  std::string text;        // digits in upper case, an address in lower case, words as typed
  bool this_part = false;  // '!' behind a fingerprint: this part of the key, not the one that GPG would choose
};
// "0x…", blanks between digits and "Anna <anna@example.org>" are understood.
[[nodiscard]] KeyName ReadKeyName(std::string_view typed);

// Whether the name means the key. Of words GPG has judged already.
[[nodiscard]] bool Means(const KeyName& name, const GpgKey& key);

}  // namespace gatehouse::dotenv
