// If several tools report the same problem, it is one finding: that of the first tool, with the highest severity and
// the names of the others. Vulnerable packages are the same if they share a number (CVE, GHSA, PYSEC …); problems in
// code if they have the same line and subject. Shown by join_test.cc.
#pragma once

#include <vector>

#include "audit/repository/finding.h"

namespace gatehouse::audit {

[[nodiscard]] std::vector<Finding> JoinDuplicates(std::vector<Finding> findings);

}  // namespace gatehouse::audit
