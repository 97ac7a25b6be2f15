// Other ways in which programs print a value: encoded for a header, a URL, JSON, HTML, a shell. Tests:
// mask_forms_test.cc.
#pragma once

#include <string_view>
#include <vector>

#include "base/secret_string.h"

namespace gatehouse::cli {

// Long enough, and with enough letters and digits: "        }" and "--------" occur in any output.
[[nodiscard]] bool IsWorthMasking(std::string_view text);

// base64 and base64url (also as part of a longer text, "user:password", and in lines), percent-encoded in all usual
// ways, escaped for JSON (also twice, as JSON in a JSON string), for HTML, in a shell's single quotes, hexadecimal.
// Forms that equal the value are left out.
[[nodiscard]] std::vector<base::SecretString> EncodedForms(std::string_view text);

}  // namespace gatehouse::cli
