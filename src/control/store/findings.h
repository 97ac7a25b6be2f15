// What detection has found, and what was done about it. Shown by findings_test.cc.
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
  // What was done: the end of the block that was made; empty where none was.
  std::optional<base::Wall> blocked_until = {};
  // Why no block was made although the rule asks for one ("never blocked by the policy"); empty otherwise.
  std::string not_blocked = {};
};

// Gives the finding its id.
void AddFinding(Transaction& transaction, StoredFinding& finding);
[[nodiscard]] std::optional<StoredFinding> FindFinding(Transaction& transaction, int64_t id);
// The newest first; those older than `before_id` where that is given.
[[nodiscard]] std::vector<StoredFinding> NewestFindings(Transaction& transaction, int limit,
                                                        std::optional<int64_t> before_id = {});
// About one subject, the newest first.
[[nodiscard]] std::vector<StoredFinding> FindingsAbout(Transaction& transaction, const detect::Subject& subject,
                                                       int limit);
// How many blocks this rule has made of this subject since then.
[[nodiscard]] int64_t CountBlocks(Transaction& transaction, std::string_view rule, const detect::Subject& subject,
                                  base::Wall since);
void ForgetFindings(Transaction& transaction, base::Wall before);

}  // namespace gatehouse::store
