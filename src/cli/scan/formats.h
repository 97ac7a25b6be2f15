// The findings of a scan as text, JSON lines, SARIF 2.1.0 or CSV. Shown by formats_test.cc,
// tests/scan/test_scan.py.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "scan/report.h"

namespace gatehouse::cli {

enum class ScanFormat : uint8_t { kText, kJson, kSarif, kCsv };
[[nodiscard]] base::Result<ScanFormat> ParseScanFormat(std::string_view text);

// Prints them. `redact`: only as much of a secret as its form tells anyway.
void PrintFindings(const scan::Report& report, ScanFormat format, bool redact);

}  // namespace gatehouse::cli
