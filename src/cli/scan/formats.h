// The findings of a scan as text, JSON lines, SARIF 2.1.0 or CSV. Tests: formats_test.cc,
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

// Prints the findings. `redact`: of a secret, show only its recognizable prefix.
void PrintFindings(const scan::Report& report, ScanFormat format, bool redact);

}  // namespace gatehouse::cli
