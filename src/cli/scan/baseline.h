// Findings that are known and accepted: told apart from new ones by their fingerprints. Shown by
// tests/scan/test_scan.py.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "base/error.h"

namespace gatehouse::cli {

using Fingerprints = std::set<std::string, std::less<>>;

// What `gatehouse scan --format json` or `--format sarif` has written, or a fingerprint a line. Error.where has the
// line.
[[nodiscard]] base::Result<Fingerprints> ReadBaseline(const std::string& path);
[[nodiscard]] base::Result<Fingerprints> ParseBaseline(std::string_view text, const std::string& path);

}  // namespace gatehouse::cli
