// The position up to which the event log was read, written in the same transaction as the findings. Shown by
// watch_place_test.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/error.h"
#include "control/store/transaction.h"

namespace gatehouse::store {

struct WatchPlace {
  uint64_t file = 0;        // number of the log's file; files are numbered in the order in which they were written
  std::string inode;        // "device:inode" of that file
  std::string fingerprint;  // of its beginning: numbers of inodes are used again
  uint64_t offset = 0;      // behind the last line that was seen
  uint64_t lines = 0;       // that were seen since the first start
  uint64_t events = 0;      // that they stand for

  friend bool operator==(const WatchPlace&, const WatchPlace&) = default;
};

[[nodiscard]] std::optional<WatchPlace> FindWatchPlace(Transaction& transaction, const std::string& log);
// An Error, to be given to the transaction, if the place is no longer the one that `before` says: another daemon works
// on this database.
[[nodiscard]] base::Result<> MoveWatchPlace(Transaction& transaction, const std::string& log,
                                            const std::optional<WatchPlace>& before, const WatchPlace& after);

}  // namespace gatehouse::store
