// Compares the recipients of an encrypted file with the current state of their GPG keys. Tests:
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
  std::string user;  // from GPG, else from the file; empty: unknown
  dotenv::KeyLineState state = dotenv::KeyLineState::kUnknown;
};
// Returns the lines in the order of the file. Needs no secret key.
[[nodiscard]] base::Result<std::vector<JudgedKeyLine>> JudgeKeyLines(std::span<const dotenv::KeyLine> lines);

// Prints one warning about recipients who cannot read the file any more, or soon cannot, and how to fix it.
void WarnOfStale(std::span<const JudgedKeyLine> lines, std::string_view file);

}  // namespace gatehouse::cli
