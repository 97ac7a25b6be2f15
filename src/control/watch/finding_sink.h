// Receives findings, besides the blocks: incidents and alerts implement this. endpoints.cc connects them with the
// watcher.
#pragma once

#include "base/error.h"
#include "control/store/findings.h"
#include "control/store/transaction.h"

namespace gatehouse::watch {

class FindingSink {
 public:
  virtual ~FindingSink() = default;
  // In the very transaction that moves the place in the log up to which everything was seen: what is written with
  // `transaction` is there exactly once, whenever the daemon dies. Database work only: nothing is sent, logged or
  // waited for here. The finding has its row already; `finding.id` names it. May be called again for the same finding
  // if the transaction is tried again; what the call before wrote is gone then.
  [[nodiscard]] virtual base::Result<> Take(store::Transaction& transaction, const store::StoredFinding& finding) = 0;
  // After such a transaction is durable: there is something to send, say.
  virtual void Committed() = 0;
};

}  // namespace gatehouse::watch
