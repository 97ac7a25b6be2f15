// Files whose very name says that they hold a secret, and in which nothing else is: `config/master.key`, `.vault_pass`,
// `secrets/db_password.txt`. Shown by named_file_test.cc.
#pragma once

#include <optional>
#include <string_view>

#include "scan/text_scanner.h"

namespace gatehouse::scan {

// The secret that is the whole text of this file, perhaps with blanks and line ends around it. `file`: its path.
[[nodiscard]] std::optional<Hit> SecretOfNamedFile(std::string_view text, std::string_view file);

}  // namespace gatehouse::scan
