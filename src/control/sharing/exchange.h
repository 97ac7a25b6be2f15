// One gate's side of limits that several gates share (row B11): tells what it has admitted, counts what the others
// have. doc/adr/0036-limits-that-gates-share.md has the reasons and the bound. Tests: exchange_test.cc.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "control/sharing/shared_key.h"
#include "control/sharing/stream.h"
#include "state/bucket_table.h"
#include "state/region.h"

namespace gatehouse::sharing {

// For one thread; the region must outlive it, and the daemon must be the only one that exchanges for this region.
class Exchange {
 public:
  // From now on, the region's buckets have keys that other gates with this key have, too.
  Exchange(state::Region& region, SharedKey key, uint64_t gate);

  [[nodiscard]] const std::string& stream() const { return key_.stream(); }
  // Call it for each new connection: its server may be another one, with another clock.
  void Connected();
  // Tells and hears what is new. After an error nothing is lost: the next round, also over another stream, goes on.
  [[nodiscard]] base::Result<> Round(Stream& stream, base::Steady now);

  struct Totals {
    uint64_t told = 0;        // admitted requests that the others were told of
    uint64_t heard = 0;       // admitted requests of the others
    uint64_t no_room = 0;     // of these: not counted, because the table of limits was full
    uint64_t unreadable = 0;  // entries that were not sealed with this key
    uint64_t gates = 0;       // other gates that were heard of in the last seconds
  };
  [[nodiscard]] Totals totals(base::Steady now) const;

 private:
  struct Peer {
    uint64_t number = 0;
    base::Steady heard{};
  };
  [[nodiscard]] base::Result<> Tell(Stream& stream, base::Steady now);
  [[nodiscard]] base::Result<> Listen(Stream& stream, base::Steady now);
  void Hear(const Entry& entry, base::Steady now);
  [[nodiscard]] bool IsNew(const Batch& batch, base::Steady now);

  state::Region& region_;
  SharedKey key_;
  uint64_t gate_;
  state::BucketTable buckets_;
  size_t slot_ = 0;
  uint64_t number_ = 0;
  std::vector<state::BucketTable::Told> own_;  // taken from the buckets, not yet told
  std::optional<std::string> unsent_;          // the batch of an attempt that failed
  std::optional<base::Steady> told_at_;
  Place read_until_;
  Place newest_;  // the stream's own clock: ids begin with milliseconds of Redis
  std::map<uint64_t, Peer> peers_;
  Totals totals_;
};

}  // namespace gatehouse::sharing
