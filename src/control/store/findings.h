// The findings of detection, and the reactions to them. Tests: findings_test.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "control/store/transaction.h"
#include "detect/finding.h"

namespace gatehouse::store {

struct StoredFinding {
  int64_t id = 0;  // grows
  detect::Finding finding;
  // The end of the block that was added; empty if none was.
  std::optional<base::Wall> blocked_until = {};
  // Why no block was added although the rule asks for one ("never blocked by the policy"); else empty.
  std::string not_blocked = {};
};

// Inserts the finding and sets its id.
void AddFinding(Transaction& transaction, StoredFinding& finding);
[[nodiscard]] std::vector<StoredFinding> NewestFindings(Transaction& transaction, int limit);  // newest first
// How many blocks of this subject this rule has caused since that time.
[[nodiscard]] int64_t CountBlocks(Transaction& transaction, std::string_view rule, const detect::Subject& subject,
                                  base::Wall since);
void ForgetFindings(Transaction& transaction, base::Wall before);

}  // namespace gatehouse::store
