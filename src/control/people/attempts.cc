#include "control/people/attempts.h"

#include <algorithm>
#include <array>

#include "base/crypto.h"
#include "control/people/names.h"
#include "control/store/known_addresses.h"

namespace gatehouse::people {
namespace {

constexpr std::array<std::string_view, 2> kSteps = {"login:", "login code:"};
constexpr std::array<std::string_view, 2> kKeys = {"confirmation:", "code:"};
constexpr int kClientBits = 64;  // of an IPv6 address: one client, as in the gate's limits
// Size of an IPv6 network that one customer usually gets: another address from it counts as the same client.
constexpr int kNetworkBits = 48;
constexpr int kNetworkBitsV4 = 24;
// Distinguish the keys of shares and of first attempts from that of the whole limit.
constexpr uint64_t kOneAddress = 0x61646472;
constexpr uint64_t kOneNetwork = 0x6e657477;
constexpr uint64_t kNewcomers = 0x66697273;
constexpr std::chrono::minutes kCleaning{10};

std::string Digest(std::string_view text) {
  const auto digest = crypto::Sha256(text);
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

base::IpAddress ClientOf(const base::IpAddress& address) {
  return address.IsV4() ? address : address.Masked(kClientBits);
}

base::IpAddress NetworkOf(const base::IpAddress& address) {
  return address.Masked(address.IsV4() ? kNetworkBitsV4 : kNetworkBits);
}

std::string Bytes(const base::IpAddress& address) {
  const auto bytes = address.bytes();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

uint32_t Share(uint32_t count) { return std::max(1U, static_cast<uint32_t>(count * Attempts::kShare)); }

gate::Limit Part(gate::Limit limit, uint64_t of, uint32_t count) {
  limit.id ^= of;
  limit.count = std::min(limit.count, count);
  return limit;
}

}  // namespace

std::optional<std::chrono::seconds> Attempts::TakeAll(const std::vector<Place>& places, base::Steady now) {
  for (size_t i = 0; i < places.size(); ++i) {
    const gate::RateVerdict verdict = link_.Take(places[i].limit, places[i].key, now);
    if (verdict.admitted) continue;
    // A request that one limit refuses is not an attempt: it must not use up places of the other limits.
    for (size_t taken = 0; taken < i; ++taken) link_.GiveBack(places[taken].limit, places[taken].key, now);
    return std::max(verdict.retry_after, std::chrono::seconds(1));
  }
  return std::nullopt;
}

std::optional<std::chrono::seconds> Attempts::LoginRefused(Step step, const std::string& name,
                                                           const base::IpAddress& client, base::Now now) {
  const std::string account = std::string(kSteps[static_cast<size_t>(step)]) + Digest(name);
  const std::string here = account + Bytes(ClientOf(client));
  std::vector<Place> known;
  std::vector<Place> first;
  std::vector<Place> shared;
  for (const gate::Limit& limit : limits_) {
    known.push_back({limit, here});
    const Place own{Part(limit, kOneAddress, limit.window > kShort ? Share(limit.count) : limit.count), here};
    first.insert(first.end(), {own,
                               {Part(limit, kOneNetwork, kFirst), account + Bytes(NetworkOf(client))},
                               {Part(limit, kNewcomers, limit.count), account}});
    shared.insert(shared.end(), {own, {limit, account}});
  }
  if (IsKnown(name, client, now.wall)) return TakeAll(known, now.steady);
  if (!TakeAll(first, now.steady)) return std::nullopt;
  return TakeAll(shared, now.steady);
}

std::optional<std::chrono::seconds> Attempts::Refused(What what, std::string_view name, base::Steady now) {
  std::vector<Place> places;
  const std::string key = std::string(kKeys[static_cast<size_t>(what)]) + Digest(name);
  for (const gate::Limit& limit : limits_) places.push_back({limit, key});
  return TakeAll(places, now);
}

void Attempts::LoggedIn(const store::User& user, const base::IpAddress& client, base::Wall now) {
  (void)database_.Write([&](store::Transaction& transaction) {
    store::PutKnownAddress(transaction, user.id, ClientOf(client).Text(), now + kRecent);
  });
}

bool Attempts::IsKnown(const std::string& name, const base::IpAddress& client, base::Wall now) {
  if (!UserName(name)) return false;  // not a valid name: do not ask the database
  const auto known = database_.Read([&](store::Transaction& transaction) {
    return store::IsKnownAddress(transaction, name, ClientOf(client).Text(), now);
  });
  return known && *known;
}

void Attempts::Tick(base::Wall now) {
  if (now < next_cleaning_ && now > next_cleaning_ - 2 * kCleaning) return;
  next_cleaning_ = now + kCleaning;
  (void)database_.Write([&](store::Transaction& transaction) { store::ForgetKnownAddresses(transaction, now); });
}

}  // namespace gatehouse::people
