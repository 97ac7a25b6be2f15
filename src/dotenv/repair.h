// A `.env` file as people have it becomes one that every reader understands: byte order marks, UTF-16, typographic
// quotes, blanks that are none, names that are set twice. What cannot be repaired stays, and is told by the grammar.
// Shown by repair_test.cc, tests/dotenv/test_env_import.py.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret_string.h"

namespace gatehouse::dotenv {

struct Repair {
  size_t line = 0;   // of the file as it was; 0: all of it
  std::string what;  // never a value
};
struct Repaired {
  base::SecretString text;
  std::vector<Repair> repairs;  // in the order of the text
};
[[nodiscard]] Repaired RepairDotenv(std::string_view bytes);

}  // namespace gatehouse::dotenv
