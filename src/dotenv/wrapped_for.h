// For which part of a recipient's key a data key was wrapped, and whether that part is still one to wrap to: without
// any secret key. Shown by wrapped_for_test.cc, tests/dotenv/test_recipients.py.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dotenv/gpg.h"
#include "dotenv/sealed_file.h"

namespace gatehouse::dotenv {

// The key id, 16 digits in upper case, in the first packet of an OpenPGP message (RFC 4880 §5.1). Empty: it names
// none.
[[nodiscard]] std::string WrappedFor(std::string_view message);

enum class KeyLineState : uint8_t {
  kGood,
  kStale,     // wrapped for a part that has expired or was revoked; the key has another: it can be wrapped again
  kExpired,   // the key has no part left that can be encrypted to
  kUnusable,  // revoked, disabled, invalid
  kUnknown,   // the public key is not here
};
[[nodiscard]] KeyLineState StateOf(const KeyLine& line, const GpgKey* key);
[[nodiscard]] std::string_view Word(KeyLineState state);

}  // namespace gatehouse::dotenv
