// The position up to which the event log was read, written in the same transaction as the findings. Tests:
// watch_place_test.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/error.h"
#include "control/store/transaction.h"

namespace gatehouse::store {

struct WatchPlace {
  uint64_t file = 0;        // number of the log file; files are numbered in the order of writing
  std::string inode;        // "device:inode" of that file
  std::string fingerprint;  // of the file's beginning, because inode numbers are reused
  uint64_t offset = 0;      // after the last line that was read
  uint64_t lines = 0;       // number of lines read since the first start
  uint64_t events = 0;      // number of events in these lines

  friend bool operator==(const WatchPlace&, const WatchPlace&) = default;
};

[[nodiscard]] std::optional<WatchPlace> FindWatchPlace(Transaction& transaction, const std::string& log);
// Returns an Error for the transaction if the stored position differs from `before`: another daemon uses
// this database.
[[nodiscard]] base::Result<> MoveWatchPlace(Transaction& transaction, const std::string& log,
                                            const std::optional<WatchPlace>& before, const WatchPlace& after);

}  // namespace gatehouse::store
