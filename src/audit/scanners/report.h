// What scanners print, read. One function per scanner: its report as text, and the findings in it, or why it is no
// report. Shown by report_code_test.cc, report_packages_test.cc, fuzz/scanner_report_fuzz.cc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "audit/repository/finding.h"
#include "base/error.h"

namespace gatehouse::audit {

inline constexpr size_t kMaxReportBytes = size_t{64} << 20;

// `file` is what was scanned, for reports that do not say it.
using ReadReport = base::Result<std::vector<Finding>> (*)(std::string_view text, const std::string& file);

[[nodiscard]] base::Result<std::vector<Finding>> ReadBandit(std::string_view text, const std::string& file);
[[nodiscard]] base::Result<std::vector<Finding>> ReadSemgrep(std::string_view text, const std::string& file);
[[nodiscard]] base::Result<std::vector<Finding>> ReadGgshield(std::string_view text, const std::string& file);
[[nodiscard]] base::Result<std::vector<Finding>> ReadPipAudit(std::string_view text, const std::string& file);
[[nodiscard]] base::Result<std::vector<Finding>> ReadSafety(std::string_view text, const std::string& file);
[[nodiscard]] base::Result<std::vector<Finding>> ReadNpmAudit(std::string_view text, const std::string& file);
[[nodiscard]] base::Result<std::vector<Finding>> ReadOsvScanner(std::string_view text, const std::string& file);
[[nodiscard]] base::Result<std::vector<Finding>> ReadSnyk(std::string_view text, const std::string& file);
[[nodiscard]] base::Result<std::vector<Finding>> ReadTrivy(std::string_view text, const std::string& file);

// A scanner's own word on our scale; `otherwise` where it says nothing that we know.
[[nodiscard]] Severity SeverityOf(std::string_view word, Severity otherwise);

}  // namespace gatehouse::audit
