// An audit report in its four formats. All are made from the same values; text and JSON have the same content. SARIF is
// version 2.1.0 (OASIS); the HTML page is one file without scripts. Tests: report_test.cc,
// tests/audit/test_formats.py.
#pragma once

#include <string>

#include "audit/audit.h"
#include "base/clock.h"
#include "cli/terminal/output.h"
#include "cli/terminal/value.h"

namespace gatehouse::cli {

[[nodiscard]] Value ReportValue(const audit::Report& report, base::Wall now);
// `to_terminal`: use colours if the stream is a terminal that supports them.
[[nodiscard]] std::string ReportText(const audit::Report& report, bool to_terminal);
[[nodiscard]] Value ReportSarif(const audit::Report& report);
[[nodiscard]] std::string ReportHtml(const audit::Report& report, base::Wall now);

}  // namespace gatehouse::cli
