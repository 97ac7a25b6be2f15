// What the mapped state costs a request: rate decisions on hot keys and on a million of them, look-ups in empty and
// used tables.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "state/mapped_ledger.h"

namespace gatehouse::state {
namespace {

struct ScratchFolder {
  std::string path = (std::filesystem::temp_directory_path() / "gatehouse-bench-XXXXXX").string();
  ScratchFolder() {
    if (::mkdtemp(path.data()) == nullptr) std::abort();
  }
  ~ScratchFolder() { std::filesystem::remove_all(path); }
  [[nodiscard]] std::string File(const std::string& name) const { return path + "/" + name; }
};

constexpr Quota kQuota{.count = 1'000'000, .window = std::chrono::hours(1), .limit_id = 1};
constexpr Quota kWide{.count = 1'000'000, .window = std::chrono::seconds(1), .limit_id = 4};
constexpr base::Wall kWall{std::chrono::milliseconds(1'700'000'000'000)};
constexpr int64_t kStart = 1'000'000'000;
constexpr uint64_t kMillion = 1'000'000;
constexpr uint64_t kManySlots = uint64_t{1} << 21;

base::Steady At(int64_t ms) { return base::Steady(std::chrono::milliseconds(ms)); }

// One region a slot count, made at first use.
Region& RegionWith(uint64_t slots) {
  static std::vector<std::pair<uint64_t, Region>> regions = [] {
    std::vector<std::pair<uint64_t, Region>> made;
    made.reserve(8);
    return made;
  }();
  for (auto& [size, region] : regions) {
    if (size == slots) return region;
  }
  static const ScratchFolder folder;
  auto region = Region::OpenOrCreate(folder.File(std::to_string(slots)), {.bucket_slots = slots});
  if (!region) std::abort();
  return regions.emplace_back(slots, std::move(*region)).second;
}

std::string Client(uint64_t n) {
  std::string bytes(16, '\0');
  std::memcpy(bytes.data(), &n, sizeof n);
  return bytes;
}

// From the client's bytes to the verdict, over so many keys that a core keeps them in its caches.
void BM_TakeHotKeys(benchmark::State& state) {
  BucketTable table(RegionWith(131'072));
  std::vector<std::string> clients;
  for (uint64_t i = 0; i < static_cast<uint64_t>(state.range(0)); ++i) clients.push_back(Client(i));
  size_t next = 0;
  static uint64_t taken = 0;  // time goes on from one run to the next
  uint64_t refused = 0;
  for (auto _ : state) {
    // Half a million a second: always admitted, and the bucket rolls on to its next slice eight times a second.
    const base::Steady now = At(kStart + static_cast<int64_t>(++taken / 500));
    refused += table.Take(table.KeyOf(kWide, clients[next]), kWide, now).admitted ? 0 : 1;
    if (++next == clients.size()) next = 0;
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["refused"] = static_cast<double>(refused);
}
BENCHMARK(BM_TakeHotKeys)->Arg(1)->Arg(1000);

// Refusing costs no more than admitting.
void BM_TakeRefused(benchmark::State& state) {
  BucketTable table(RegionWith(131'072));
  constexpr Quota kTight{.count = 1, .window = std::chrono::hours(1), .limit_id = 2};
  const std::string client = Client(1);
  for (auto _ : state) benchmark::DoNotOptimize(table.Take(table.KeyOf(kTight, client), kTight, At(kStart)));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_TakeRefused);

// A million live keys in random order (128 MiB of slots, half of them used): every decision meets a cold line. With the
// bucket asked for ahead of time, as a worker that knows the next few clients can, and without.
void BM_TakeMillionKeys(benchmark::State& state) {
  BucketTable table(RegionWith(kManySlots));
  const auto ahead = static_cast<uint64_t>(state.range(0));
  std::vector<uint64_t> keys;
  for (uint64_t i = 0; i < kMillion; ++i)
    keys.push_back(table.KeyOf(kQuota, Client(i * 0x9E3779B97F4A7C15ULL % kMillion)));
  for (const uint64_t key : keys) benchmark::DoNotOptimize(table.Take(key, kQuota, At(kStart)));
  uint64_t next = 0;
  for (auto _ : state) {
    if (ahead != 0) table.Prefetch(keys[(next + ahead) % kMillion]);
    benchmark::DoNotOptimize(table.Take(keys[next], kQuota, At(kStart)));
    next = next + 1 == kMillion ? 0 : next + 1;
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["overflowed"] = static_cast<double>(table.overflowed());
}
BENCHMARK(BM_TakeMillionKeys)->Arg(0)->Arg(8);

// Every key new: the group is searched, a slot claimed and settled.
void BM_TakeNewKeys(benchmark::State& state) {
  BucketTable table(RegionWith(131'072));
  constexpr Quota kBrief{.count = 10, .window = std::chrono::seconds(1), .limit_id = 3};
  uint64_t next = 0;
  for (auto _ : state) {
    // A hundred new clients a millisecond: 112,500 live ones.
    const auto now = At(kStart + 10'000'000 + static_cast<int64_t>(next / 100));
    benchmark::DoNotOptimize(table.Take(table.KeyOf(kBrief, Client(next)), kBrief, now));
    ++next;
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_TakeNewKeys);

void BM_AddressBlocked(benchmark::State& state) {
  Region& region = RegionWith(static_cast<uint64_t>(64 + 8 * state.range(0)));
  BlockTable table(region);
  for (int64_t i = 0; i < state.range(0); ++i) {
    const base::IpNetwork network(base::IpAddress::V4({203, 0, static_cast<uint8_t>(i >> 8), static_cast<uint8_t>(i)}),
                                  32);
    if (!table.AddNetwork(network, "bench", kWall, std::nullopt, {})) std::abort();
  }
  const auto client = *base::IpAddress::Parse("192.0.2.1");
  for (auto _ : state) benchmark::DoNotOptimize(table.AddressBlocked(client, kWall));
}
BENCHMARK(BM_AddressBlocked)->Arg(0)->Arg(1000);

void BM_Revoked(benchmark::State& state) {
  Region& region = RegionWith(static_cast<uint64_t>(128 + 8 * state.range(0)));
  Revocations table(region);
  for (int64_t i = 0; i < state.range(0); ++i) {
    if (!table.Add({.what = Revoked::kTokenId, .value = "jti-" + std::to_string(i)}, kWall)) std::abort();
  }
  const jose::Claims principal{
      .issuer = "https://issuer.example", .subject = "droplet:14", .token_id = "none", .key_id = "k1"};
  for (auto _ : state) benchmark::DoNotOptimize(table.IsRevoked(principal, kWall));
}
BENCHMARK(BM_Revoked)->Arg(0)->Arg(1000);

void BM_CountDecision(benchmark::State& state) {
  Counters counters(RegionWith(131'072));
  for (auto _ : state) {
    counters.Count(gate::Reason::kAllowed);
    counters.Time(Timed::kAdmit, std::chrono::nanoseconds(250));
  }
}
BENCHMARK(BM_CountDecision);

}  // namespace
}  // namespace gatehouse::state

BENCHMARK_MAIN();
