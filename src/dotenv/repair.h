// Turns a `.env` file as people write it into one that every reader understands: byte order marks, UTF-16, typographic
// quotes, unusual blanks, repeated names. What cannot be repaired stays, and the grammar reports it.
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
  size_t line = 0;   // in the original file; 0: the whole file
  std::string what;  // never a value
};
struct Repaired {
  base::SecretString text;
  std::vector<Repair> repairs;  // in the order of the text
  std::vector<size_t> lines;    // for each line of `text`, its line number in the original
};
[[nodiscard]] Repaired RepairDotenv(std::string_view bytes);

// The grammar errors of a repaired file, with the line numbers of the original.
[[nodiscard]] std::vector<base::Error> WhatIsLeft(const Repaired& repaired, const std::string& origin);

// Everything that is wrong with a file as it is (Document::Problems); the last entry says so if a repair helps.
[[nodiscard]] std::vector<base::Error> ProblemsAndHelp(std::string_view text, const std::string& origin);

}  // namespace gatehouse::dotenv
