// One password as different keyboards send it: "é" is one character or two (Unicode, UAX #15). Hashed in normal form C;
// older hashes may be of either. The only user of utf8proc. Shown by spelling_test.cc.
#pragma once

#include <string_view>
#include <vector>

#include "base/secret_string.h"
#include "passwords/hash.h"

namespace gatehouse::passwords {

// Normal form C; the bytes as they are where they are no UTF-8.
[[nodiscard]] base::SecretString Composed(std::string_view password);

// Every form in which it may have been hashed, the one that is hashed now first; at most three. One for ASCII.
[[nodiscard]] std::vector<base::SecretString> Spellings(std::string_view password);

// VerifyPassword for one of them.
[[nodiscard]] HashVerdict VerifySpelling(std::string_view password, std::string_view hash, const HashCost& cost);

}  // namespace gatehouse::passwords
