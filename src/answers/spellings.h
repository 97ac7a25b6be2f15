// The forms that a text takes in responses: as it is, in JSON (with letters outside of ASCII or escaped), in HTML, in
// addresses and forms, in base64 (wherever it begins in what is encoded) and in hexadecimal. Tests: spellings_test.cc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::answers {

// Each once, the text itself first. Escapes that json_escapes.h removes are not among them.
[[nodiscard]] std::vector<std::string> SpellingsOf(std::string_view text);

}  // namespace gatehouse::answers
