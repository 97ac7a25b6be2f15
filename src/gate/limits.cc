#include "gate/limits.h"

#include <array>

namespace gatehouse::gate {
namespace {

// The bytes that say whose bucket it is. Whoever has no identity or no such claim is counted by address: never
// unmetered.
class BucketKey {
 public:
  BucketKey(const Guard& guard, const Exchange& exchange, const Limit& limit) {
    const Principal* who = exchange.principal;
    if (limit.scope == LimitScope::kRoute) return;  // one bucket for all: the limit's own id tells it apart
    if (limit.scope == LimitScope::kClaim && who != nullptr) view_ = who->Claim(limit.claim);
    if (limit.scope == LimitScope::kIdentity && who != nullptr) view_ = who->subject;
    if (!view_.empty()) return;
    const auto& client = exchange.client.address;
    address_ = (client.IsV4() ? client : client.Masked(guard.policy.ipv6_bits)).bytes();
    view_ = {reinterpret_cast<const char*>(address_.data()), address_.size()};
  }
  [[nodiscard]] std::string_view view() const { return view_; }

 private:
  base::IpAddress::Bytes address_{};
  std::string_view view_;
};

void Report(Exchange& exchange, const Limit& limit, const RateVerdict& verdict) {
  const auto tighter = [&](const RateReport& met) { return verdict.remaining < met.remaining; };
  if (verdict.admitted && exchange.rate && !tighter(*exchange.rate)) return;
  exchange.rate = RateReport{
      .name = limit.name,
      .policy = limit.rate_policy,
      .remaining = verdict.remaining,
      .reset_s = static_cast<uint32_t>(verdict.admitted ? verdict.reset.count() : verdict.retry_after.count())};
}

}  // namespace

Decision TakePlaces(const Guard& guard, Exchange& exchange, const std::vector<Limit>& limits, ScopeOrder order) {
  const auto has_turn = [order](const Limit& limit) {
    return (limit.scope == LimitScope::kAddress) == (order == ScopeOrder::kByAddress);
  };
  for (size_t i = 0; i < limits.size(); ++i) {
    if (!has_turn(limits[i])) continue;
    const BucketKey key(guard, exchange, limits[i]);
    const RateVerdict verdict = guard.ledger.Take(limits[i], key.view(), exchange.now.steady);
    Report(exchange, limits[i], verdict);
    if (verdict.admitted) continue;
    for (size_t taken = 0; taken < i; ++taken) {
      if (!has_turn(limits[taken])) continue;
      guard.ledger.GiveBack(limits[taken], BucketKey(guard, exchange, limits[taken]).view(), exchange.now.steady);
    }
    exchange.note = limits[i].name;
    return {.reason = Reason::kRateLimited, .retry_after = verdict.retry_after};
  }
  return kAllow;
}

}  // namespace gatehouse::gate
