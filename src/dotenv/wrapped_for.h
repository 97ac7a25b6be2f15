// For which subkey of a recipient a data key was wrapped, and whether that subkey is still usable; needs no
// secret key. Shown by wrapped_for_test.cc, tests/dotenv/test_recipients.py.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dotenv/gpg.h"
#include "dotenv/sealed_file.h"

namespace gatehouse::dotenv {

// The key id, 16 upper-case digits, in the first packet of an OpenPGP message (RFC 4880 §5.1). Empty if it contains
// none.
[[nodiscard]] std::string WrappedFor(std::string_view message);

enum class KeyLineState : uint8_t {
  kGood,
  kStale,     // wrapped for a subkey that has expired or was revoked; the key has another one: it can be wrapped again
  kExpired,   // the key has no subkey left that can be encrypted to
  kUnusable,  // revoked, disabled, invalid
  kUnknown,   // the public key is not available
};
[[nodiscard]] KeyLineState StateOf(const KeyLine& line, const GpgKey* key);
[[nodiscard]] std::string_view Word(KeyLineState state);

}  // namespace gatehouse::dotenv
