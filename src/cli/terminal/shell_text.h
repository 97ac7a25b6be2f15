// Quotes text for a shell. Tests: shell_text_test.cc.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::cli {

// Returns the text in single quotes, where a POSIX shell interprets no character (POSIX.1-2017, XCU 2.2.2).
// `quote_inside`: how the shell writes a quote inside; fish differs.
[[nodiscard]] std::string ShellQuoted(std::string_view text, std::string_view quote_inside = R"('\'')");
// The same, appended to `out`: a secret leaves no other copy in memory.
void AppendShellQuoted(std::string& out, std::string_view text, std::string_view quote_inside = R"('\'')");

}  // namespace gatehouse::cli
