// A finding of the scan: which rule, where, and in which commit. The secret itself is shown only on request.
// Shown by finding_test.cc, text_scanner_test.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "scan/rules/rule.h"
#include "scan/text_scanner.h"

namespace gatehouse::scan {

struct Finding {
  const Rule* rule = nullptr;
  std::string file;       // as bytes: from the top of what was scanned; "archive.zip!inside" in an archive
  size_t line = 0;        // from 1
  size_t column = 0;      // from 1, in characters (bytes where it is not UTF-8)
  size_t end_column = 0;  // behind the secret; of its first line
  bool encoded = false;   // in base64
  std::string secret;
  std::string own_setting;  // the repository's own encrypted file and the name in it, where the value is one of those

  // In history: where the text first appeared.
  std::string commit;
  std::string author;
  std::optional<base::Wall> date;

  // Of rule, file and secret: the same in each scan, wherever in the file it stands. 16 hexadecimal digits.
  [[nodiscard]] std::string Fingerprint() const;
  // "ghp_…(40)": as much as its form tells anyway, and how long it is.
  [[nodiscard]] std::string Redacted() const;
};

// A line that says so in so many words: "gatehouse:allow", or "gatehouse:allow=RULE" for one rule.
inline constexpr std::string_view kAllow = "gatehouse:allow";

// Hits with their places. `first_line`: the number of the text's first line. Hits on lines that allow them are left
// out, and hits that do not count in a file with this name; where the name is not known yet (empty), none of these.
[[nodiscard]] std::vector<Finding> Locate(std::string_view text, std::vector<Hit> hits, std::string_view file,
                                          size_t first_line = 1);

// File, line, column, rule: the order in which findings are told.
[[nodiscard]] bool Before(const Finding& a, const Finding& b);

}  // namespace gatehouse::scan
