// The man page, generated from the command tree: man(7) macros. Shown by completion_test.cc.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace gatehouse::cli {

[[nodiscard]] std::string ManPage(const CLI::App& program);

}  // namespace gatehouse::cli
