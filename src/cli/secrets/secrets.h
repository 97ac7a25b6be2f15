// What `secrets list` and `secrets doctor` share: the references of files, and where each stands.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "base/error.h"

namespace gatehouse::cli {

struct PlacedReference {
  std::string text;   // may be none that parses
  std::string where;  // "gatehouse.yaml:12", ".env: NAME", or empty for one of the command line
};

// Each word is a reference itself, or a file: a `.env` file is decrypted where it is encrypted, anything else is read
// as text. Without words, those of gatehouse.yaml, .env and .env.encrypted that there are.
[[nodiscard]] base::Result<std::vector<PlacedReference>> CollectReferences(std::vector<std::string> words);

}  // namespace gatehouse::cli
