#include "gate/limits.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <span>

namespace gatehouse::gate {
namespace {

// The bytes that identify a bucket's owner. The issuer is part of the key, because two issuers may use the same subject
// or claim. A request without an identity or without that claim is counted by address, so none is
// unlimited. Keys of different kinds never have the same bytes, so no issuer can name a subject that equals an address.
class BucketKey {
 public:
  BucketKey(const Guard& guard, const Exchange& exchange, const Limit& limit) {
    const Principal* who = exchange.principal.get();
    if (limit.scope == LimitScope::kRoute) return;  // one bucket for all: the limit's own id identifies it
    std::string_view value;
    if (limit.scope == LimitScope::kClaim && who != nullptr) value = who->Claim(limit.claim);
    if (limit.scope == LimitScope::kIdentity && who != nullptr) value = who->subject;
    if (who != nullptr && !value.empty()) {
      // The issuer's length marks its end, whatever the issuer and the subject contain.
      const auto issuer_size = static_cast<uint32_t>(who->issuer.size());
      bytes_.push_back(kIssuerAndValue);
      Append({reinterpret_cast<const char*>(&issuer_size), sizeof issuer_size});
      Append(who->issuer);
      Append(value);
      return;
    }
    const auto& client = exchange.client.address;
    const auto address = (client.IsV4() ? client : client.Masked(guard.policy.ipv6_bits)).bytes();
    bytes_.push_back(kAddress);
    Append({reinterpret_cast<const char*>(address.data()), address.size()});
  }
  [[nodiscard]] std::string_view view() const { return {bytes_.data(), bytes_.size()}; }

 private:
  static constexpr char kAddress = 'a';
  static constexpr char kIssuerAndValue = 'i';
  static constexpr size_t kUsualSize = 256;  // longer ones are allocated

  void Append(std::string_view text) { bytes_.append(text.data(), text.data() + text.size()); }

  fmt::basic_memory_buffer<char, kUsualSize> bytes_;
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
  if (limits.empty()) return kAllow;
  const auto has_turn = [order](const Limit& limit) {
    return (limit.scope == LimitScope::kAddress) == (order == ScopeOrder::kByAddress);
  };
  for (const Limit& limit : limits) {
    if (!has_turn(limit)) continue;
    const BucketKey key(guard, exchange, limit);
    const RateVerdict verdict = guard.ledger.Take(limit, key.view(), exchange.now.steady);
    Report(exchange, limit, verdict);
    if (verdict.admitted) continue;
    for (const Limit& taken : std::span(limits.data(), &limit)) {
      if (!has_turn(taken)) continue;
      guard.ledger.GiveBack(taken, BucketKey(guard, exchange, taken).view(), exchange.now.steady);
    }
    exchange.note = limit.name;
    return {.reason = Reason::kRateLimited, .retry_after = verdict.retry_after};
  }
  return kAllow;
}

}  // namespace gatehouse::gate
