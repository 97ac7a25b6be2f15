#include "gate/inspect/field/header_lines.h"

#include <algorithm>
#include <string_view>

#include "base/bytes.h"

namespace gatehouse::field {
namespace {

constexpr std::string_view kHeaderNames[] = {
    "set-cookie:",        "location:",       "content-type:", "content-length:", "http/1.",
    "transfer-encoding:", "access-control-", "rcpt to:",      "mail from:",      "bcc:"};

// U+560D and U+560A end in the bytes of a line break, which remain if characters are truncated to
// bytes.
constexpr std::string_view kBreaks[] = {"\r\n", "\n", "\r", "\xE5\x98\x8D", "\xE5\x98\x8A"};

}  // namespace

void FindHeaderLine(const Readings& readings, Strongest& strongest) {
  constexpr size_t kLongest = 18;
  readings.ForEach([&](std::string_view reading) {
    for (const std::string_view line_break : kBreaks) {
      for (size_t at = reading.find(line_break); at != std::string_view::npos; at = reading.find(line_break, at + 1)) {
        const std::string_view line = reading.substr(at + line_break.size(), kLongest);
        const bool named = std::ranges::any_of(kHeaderNames, [line](std::string_view name) {
          return base::EqualIgnoringCase(line.substr(0, name.size()), name);
        });
        if (named) strongest.Tell(Family::kHeader, 0.8, "line of a header");
      }
    }
  });
}

}  // namespace gatehouse::field
