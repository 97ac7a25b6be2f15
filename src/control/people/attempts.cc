#include "control/people/attempts.h"

#include <algorithm>
#include <array>

#include "base/crypto.h"

namespace gatehouse::control {
namespace {

constexpr std::array<std::string_view, 2> kKeys = {"confirmation:", "code:"};
constexpr int kClientBits = 64;               // of an IPv6 address: one client, as the gate counts them
constexpr uint64_t kOneAddress = 0x61646472;  // tells a share's places from those of the whole limit

std::string Digest(std::string_view text) {
  const auto digest = crypto::Sha256(text);
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::string AddressBytes(const base::IpAddress& client) {
  const auto bytes = (client.IsV4() ? client : client.Masked(kClientBits)).bytes();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// What one unknown address may take of a limit; empty where the limit is short.
std::optional<gate::Limit> ShareOf(gate::Limit limit) {
  if (limit.window <= Attempts::kShort) return std::nullopt;
  limit.count = std::max(1U, static_cast<uint32_t>(limit.count * Attempts::kShare));
  limit.id ^= kOneAddress;
  return limit;
}

}  // namespace

std::optional<std::chrono::seconds> Attempts::TakeAll(const std::vector<Place>& places, base::Steady now) {
  for (size_t i = 0; i < places.size(); ++i) {
    const gate::RateVerdict verdict = link_.Take(places[i].limit, places[i].key, now);
    if (verdict.admitted) continue;
    // What was refused by one limit is no attempt: it must not use up the places of the others.
    for (size_t taken = 0; taken < i; ++taken) link_.GiveBack(places[taken].limit, places[taken].key, now);
    return std::max(verdict.retry_after, std::chrono::seconds(1));
  }
  return std::nullopt;
}

std::optional<std::chrono::seconds> Attempts::LoginRefused(std::string_view name, const base::IpAddress& client,
                                                           base::Steady now) {
  const std::string account = "login:" + Digest(name);
  const std::string here = account + AddressBytes(client);
  const bool known = IsKnown(here, now);
  std::vector<Place> places;
  for (const gate::Limit& limit : limits_) {
    if (known) {
      places.push_back({limit, here});
      continue;
    }
    if (auto share = ShareOf(limit)) places.push_back({*std::move(share), here});
    places.push_back({limit, account});
  }
  return TakeAll(places, now);
}

std::optional<std::chrono::seconds> Attempts::Refused(What what, std::string_view name, base::Steady now) {
  std::vector<Place> places;
  const std::string key = std::string(kKeys[static_cast<size_t>(what)]) + Digest(name);
  for (const gate::Limit& limit : limits_) places.push_back({limit, key});
  return TakeAll(places, now);
}

void Attempts::LoggedIn(std::string_view name, const base::IpAddress& client, base::Steady now) {
  const std::lock_guard hold(mutex_);
  known_["login:" + Digest(name) + AddressBytes(client)] = now;
  if (known_.size() > kMostKnown)
    known_.erase(std::ranges::min_element(known_, {}, &decltype(known_)::value_type::second));
}

bool Attempts::IsKnown(const std::string& key, base::Steady now) {
  const std::lock_guard hold(mutex_);
  const auto found = known_.find(key);
  return found != known_.end() && now - found->second < kRecent;
}

}  // namespace gatehouse::control
