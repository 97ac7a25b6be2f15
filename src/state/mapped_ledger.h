// gate::Ledger over the mapped file, which a worker gives to the pipeline. Shown by mapped_ledger_test.cc.
#pragma once

#include "gate/admit/ledger.h"
#include "state/block_table.h"
#include "state/bucket_table.h"
#include "state/counters.h"
#include "state/region.h"
#include "state/revocations.h"

namespace gatehouse::state {

// One per worker; the region must outlive it. Over a region opened read-only, Take returns the verdict of a request
// without counting it.
class MappedLedger final : public gate::Ledger {
 public:
  explicit MappedLedger(const Region& region);

  gate::RateVerdict Take(const gate::Limit& limit, std::string_view key, base::Steady now) override;
  void GiveBack(const gate::Limit& limit, std::string_view key, base::Steady now) override;
  bool AddressBlocked(const base::IpAddress& client, base::Wall now) const override;
  bool IdentityBlocked(std::string_view issuer, std::string_view subject, base::Wall now) const override;
  bool Revoked(const gate::Principal& principal, base::Wall now) const override;

  // Prefetches a bucket before it is needed.
  void Prefetch(const gate::Limit& limit, std::string_view key) const;

 private:
  bool writable_;
  BucketTable buckets_;
  BlockTable blocks_;
  Revocations revocations_;
  Counters counters_;
};

}  // namespace gatehouse::state
