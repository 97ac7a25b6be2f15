// A report of an audit in its four formats. All are made from the same values; text and JSON say the same. SARIF is
// version 2.1.0 (OASIS); the HTML page stands alone, without a script. Shown by report_test.cc,
// tests/audit/test_formats.py.
#pragma once

#include <string>

#include "audit/audit.h"
#include "base/clock.h"
#include "cli/terminal/output.h"
#include "cli/terminal/value.h"

namespace gatehouse::cli {

[[nodiscard]] Value ReportValue(const audit::Report& report, base::Wall now);
// `to_terminal`: in colours, where it is written to one that wants them.
[[nodiscard]] std::string ReportText(const audit::Report& report, bool to_terminal);
[[nodiscard]] Value ReportSarif(const audit::Report& report);
[[nodiscard]] std::string ReportHtml(const audit::Report& report, base::Wall now);

}  // namespace gatehouse::cli
