// The recipients' lines of an encrypted file beside what GPG knows of their keys now. Shown by
// tests/dotenv/test_recipients.py.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "dotenv/wrapped_for.h"

namespace gatehouse::cli {

struct JudgedKeyLine {
  std::string fingerprint;
  std::string user;  // as GPG knows it, else as the file does; empty: neither
  dotenv::KeyLineState state = dotenv::KeyLineState::kUnknown;
};
// In the order of the file. Needs no secret key.
[[nodiscard]] base::Result<std::vector<JudgedKeyLine>> JudgeKeyLines(std::span<const dotenv::KeyLine> lines);

// One warning for those who cannot read the file any more, or soon will not, and the command that fixes it.
void WarnOfStale(std::span<const JudgedKeyLine> lines, std::string_view file);

}  // namespace gatehouse::cli
