// Shell completion, generated from the command tree, so that it can never lag behind it.
// Shown by completion_test.cc and, where the shells are installed, by tests/cli/test_completion.py.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace gatehouse::cli {

[[nodiscard]] std::string BashCompletion(const CLI::App& program);
[[nodiscard]] std::string ZshCompletion(const CLI::App& program);
[[nodiscard]] std::string FishCompletion(const CLI::App& program);

}  // namespace gatehouse::cli
