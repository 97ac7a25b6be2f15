// The other ways in which programs print a value: encoded for a header, a URL, JSON, HTML, a shell. Shown by
// mask_forms_test.cc.
#pragma once

#include <string_view>
#include <vector>

#include "base/secret_string.h"

namespace gatehouse::cli {

// Long enough, and with enough letters and digits: "        }" and "--------" stand in every output.
[[nodiscard]] bool IsWorthMasking(std::string_view text);

// base64 and base64url (also as a part of something longer, "user:password", and in lines), percent-encoded in every
// usual way, escaped for JSON (also once more, as a text in a text), for HTML, in a shell's single quotes, hexadecimal.
// What looks like the value itself is left out.
[[nodiscard]] std::vector<base::SecretString> EncodedForms(std::string_view text);

}  // namespace gatehouse::cli
