// A `.env` file as people have it becomes one that every reader understands: byte order marks, UTF-16, typographic
// quotes, blanks that are none, names that are set twice. What cannot be repaired stays, and is told by the grammar.
// Shown by repair_test.cc, tests/dotenv/test_env_import.py.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/secret_string.h"

namespace gatehouse::dotenv {

struct Repair {
  size_t line = 0;   // of the file as it was; 0: all of it
  std::string what;  // never a value
};
struct Repaired {
  base::SecretString text;
  std::vector<Repair> repairs;  // in the order of the text
  std::vector<size_t> lines;    // for each line of `text`, which it was
};
[[nodiscard]] Repaired RepairDotenv(std::string_view bytes);

// What the grammar says against a repaired file, by the lines of the file as it was.
[[nodiscard]] std::vector<base::Error> WhatIsLeft(const Repaired& repaired, const std::string& origin);

// Everything that is wrong with a file as it is (Document::Problems); the last one says so where a repair helps.
[[nodiscard]] std::vector<base::Error> ProblemsAndHelp(std::string_view text, const std::string& origin);

}  // namespace gatehouse::dotenv
