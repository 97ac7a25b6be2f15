// Secrets that only the name of their file tells: `config/master.key`, `.vault_pass`, `secrets/db_password.txt`, a
// private key without its first line in `id_rsa`, `.htpasswd`, `.pgpass`. Shown by named_file_test.cc.
#pragma once

#include <string_view>
#include <vector>

#include "scan/text_scanner.h"

namespace gatehouse::scan {

// Whether what the rule finds counts in a file with this name. Most rules count in all files.
[[nodiscard]] bool CountsIn(const Rule& rule, std::string_view file);

// Adds what the text as a whole may hold, and nothing else with it: one word, the lines of a private key, of a list of
// hashes or of passwords. It counts in files with the right name only. What is known is not told again.
void AddHitsOfWholeText(std::string_view text, std::vector<Hit>& hits);
[[nodiscard]] bool HoldsNothingElse(std::string_view text);  // whether that adds anything

}  // namespace gatehouse::scan
