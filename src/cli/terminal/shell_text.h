// Words for a shell to read. Shown by shell_text_test.cc.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::cli {

// 'text' in single quotes, as a POSIX shell reads it: nothing in it means anything (POSIX.1-2017, XCU 2.2.2).
// `quote_inside` is how this shell writes a quote there; fish has a way of its own.
[[nodiscard]] std::string ShellQuoted(std::string_view text, std::string_view quote_inside = R"('\'')");
// The same behind what `out` holds: a secret leaves no copy elsewhere.
void AppendShellQuoted(std::string& out, std::string_view text, std::string_view quote_inside = R"('\'')");

}  // namespace gatehouse::cli
