#include "events/repeats.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace gatehouse::events {
namespace {

// What strangers, or one client with many connections, can make happen as often as they like.
constexpr std::array kCounted = {type::kRefused,           type::kUpstreamError, type::kCutOff,
                                 type::kSuspiciousInput,   type::kClientRefused, type::kLoginFailed,
                                 type::kSecondFactorFailed};

std::string KeyOf(const Event& event, int64_t second, bool alone) {
  std::string key =
      fmt::format("{}|{}|{}|{}", second, static_cast<int>(event.type), static_cast<int>(event.reason), event.observed);
  if (!alone) return key;
  // The bytes that redaction and bounds leave of an identity do not matter here: equal ones are equal as they came.
  key += fmt::format("|{}|{}:", event.address ? event.address->Text() : "", event.principal.size());
  return key.append(event.principal.substr(0, kMaxField)).append(event.issuer.substr(0, kMaxField));
}

}  // namespace

bool Repeats::Admit(const Event& event) {
  if (std::ranges::find(kCounted, event.type) == kCounted.end()) return true;
  const auto second = std::chrono::floor<std::chrono::seconds>(event.time);
  std::string key = KeyOf(event, second.time_since_epoch().count(), true);
  auto found = sums_.find(key);
  const bool alone = found != sums_.end() || sums_.size() < kMaxKeys;
  if (!alone) {
    key = KeyOf(event, second.time_since_epoch().count(), false);
    found = sums_.find(key);
  }
  if (found == sums_.end()) {
    found = sums_.try_emplace(std::move(key)).first;
    Sum& sum = found->second;
    sum.second = second;
    sum.type = event.type;
    sum.reason = event.reason;
    sum.observed = event.observed;
    if (alone) {
      sum.address = event.address;
      sum.principal = event.principal.substr(0, kMaxField);
      sum.issuer = event.issuer.substr(0, kMaxField);
    }
  }
  Sum& sum = found->second;
  sum.last = event.time;
  sum.policy_generation = event.policy_generation;
  if (++sum.seen <= kWritten) return true;
  if (sum.counted++ == 0) sum.quarter = QuarterOf(event.time);
  return false;
}

Event Repeats::EventOf(const Sum& sum) {
  return {.time = sum.last,
          .type = sum.type,
          .reason = sum.reason,
          .observed = sum.observed,
          .principal = sum.principal,
          .issuer = sum.issuer,
          .address = sum.address,
          .policy_generation = sum.policy_generation,
          .details = "like others of this second, which were written whole",
          .count = sum.counted};
}

}  // namespace gatehouse::events
