// Used by `secrets list` and `secrets doctor`: finds references in files, with their places.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "base/error.h"

namespace gatehouse::cli {

struct PlacedReference {
  std::string text;   // may be invalid
  std::string where;  // "gatehouse.yaml:12", ".env: NAME"; empty for a reference on the command line
};

// Each word is a reference or a file. An encrypted `.env` file is decrypted; any other file is read
// as text. Without words, reads gatehouse.yaml, .env and .env.encrypted, if they exist.
[[nodiscard]] base::Result<std::vector<PlacedReference>> CollectReferences(std::vector<std::string> words);

}  // namespace gatehouse::cli
