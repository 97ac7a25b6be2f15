// The same fault, told by several tools, is one finding: the first keeps it, with the highest severity, and says who
// else found it. Vulnerable packages are the same where they share a number (CVE, GHSA, PYSEC …); faults in code where
// they stand on one line and are about one subject. Shown by join_test.cc.
#pragma once

#include <vector>

#include "audit/repository/finding.h"

namespace gatehouse::audit {

[[nodiscard]] std::vector<Finding> JoinDuplicates(std::vector<Finding> findings);

}  // namespace gatehouse::audit
