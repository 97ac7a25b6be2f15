#include "cli/terminal/shell_text.h"

namespace gatehouse::cli {

std::string ShellQuoted(std::string_view text, std::string_view quote_inside) {
  std::string quoted;
  AppendShellQuoted(quoted, text, quote_inside);
  return quoted;
}

void AppendShellQuoted(std::string& out, std::string_view text, std::string_view quote_inside) {
  out += '\'';
  for (const char c : text) {
    if (c == '\'') {
      out += quote_inside;
    } else {
      out += c;
    }
  }
  out += '\'';
}

}  // namespace gatehouse::cli
