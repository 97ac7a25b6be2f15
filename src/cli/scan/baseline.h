// Known, accepted findings. Fingerprints distinguish them from new ones. Tests:
// tests/scan/test_scan.py.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "base/error.h"

namespace gatehouse::cli {

using Fingerprints = std::set<std::string, std::less<>>;

// Reads output of `gatehouse scan --format json` or `--format sarif`, or one fingerprint per line. Error.where contains
// the line.
[[nodiscard]] base::Result<Fingerprints> ReadBaseline(const std::string& path);
[[nodiscard]] base::Result<Fingerprints> ParseBaseline(std::string_view text, const std::string& path);

}  // namespace gatehouse::cli
