// One password as different keyboards send it: "é" is one character or two (Unicode, UAX #15). New hashes use form C;
// older hashes may use others. Shown by spelling_test.cc.
#pragma once

#include <string_view>
#include <vector>

#include "base/secret_string.h"
#include "passwords/hash.h"

namespace gatehouse::passwords {

// Normal form C; bytes that are not UTF-8 stay unchanged.
[[nodiscard]] base::SecretString Composed(std::string_view password);

// Every form in which the password may have been hashed, the current form first; at most three. One for ASCII.
[[nodiscard]] std::vector<base::SecretString> Spellings(std::string_view password);

// VerifyPassword for one of these forms.
[[nodiscard]] HashVerdict VerifySpelling(std::string_view password, std::string_view hash, const HashCost& cost);

}  // namespace gatehouse::passwords
