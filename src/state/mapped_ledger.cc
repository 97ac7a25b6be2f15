#include "state/mapped_ledger.h"

namespace gatehouse::state {
namespace {

Quota QuotaOf(const gate::Limit& limit) { return {.count = limit.count, .window = limit.window, .limit_id = limit.id}; }

}  // namespace

MappedLedger::MappedLedger(const Region& region)
    : writable_(region.writable()), buckets_(region), blocks_(region), revocations_(region), counters_(region) {}

gate::RateVerdict MappedLedger::Take(const gate::Limit& limit, std::string_view key, base::Steady now) {
  const Quota quota = QuotaOf(limit);
  const uint64_t bucket = buckets_.KeyOf(quota, key);
  if (!writable_) return buckets_.Peek(bucket, quota, now);
  const uint64_t overflowed = buckets_.overflowed();
  const uint64_t turned_away = buckets_.turned_away();
  const gate::RateVerdict verdict = buckets_.Take(bucket, quota, now);
  if (buckets_.overflowed() != overflowed) counters_.Add(Counter::kRateOverflow);
  if (buckets_.turned_away() != turned_away) counters_.Add(Counter::kRateTableFull);
  return verdict;
}

void MappedLedger::GiveBack(const gate::Limit& limit, std::string_view key, base::Steady now) {
  const Quota quota = QuotaOf(limit);
  if (writable_) buckets_.GiveBack(buckets_.KeyOf(quota, key), quota, now);
}

bool MappedLedger::AddressBlocked(const base::IpAddress& client, base::Wall now) const {
  return blocks_.AddressBlocked(client, now);
}

bool MappedLedger::IdentityBlocked(std::string_view issuer, std::string_view subject, base::Wall now) const {
  return blocks_.IdentityBlocked(issuer, subject, now);
}

bool MappedLedger::Revoked(const gate::Principal& principal, base::Wall now) const {
  return revocations_.IsRevoked(principal, now);
}

void MappedLedger::Prefetch(const gate::Limit& limit, std::string_view key) const {
  buckets_.Prefetch(buckets_.KeyOf(QuotaOf(limit), key));
}

}  // namespace gatehouse::state
