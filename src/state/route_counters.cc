#include "state/route_counters.h"

#include <sched.h>

#include <algorithm>
#include <cstring>

#include "state/atomics.h"
#include "state/writer_lock.h"

namespace gatehouse::state {
namespace {

constexpr size_t kOthersPlace = 0;

// The length is bounded here, because the file may be damaged.
std::string_view TextOf(RouteName& name) { return {name.text, std::min<uint64_t>(Load(name.length), kRouteNameBytes)}; }

}  // namespace

RouteCounters::RouteCounters(const Region& region) : region_(region), routes_(region.routes()) {}

size_t RouteCounters::Find(std::string_view name) const {
  for (size_t place = kOthersPlace + 1; place < kCountedRoutes; ++place) {
    const std::string_view there = TextOf(routes_.head->names[place]);
    if (there.empty()) return kCountedRoutes;  // entries are used in order
    if (there == name) return place;
  }
  return kCountedRoutes;
}

size_t RouteCounters::PlaceOf(std::string_view route) {
  const std::string_view name = route.substr(0, kRouteNameBytes);
  if (name.empty()) return kOthersPlace;
  if (const size_t place = Find(name); place < kCountedRoutes) return place;
  if (!region_.writable()) return kOthersPlace;
  const auto lock = WriterLock::Acquire(region_);
  if (!lock) return kOthersPlace;
  if (const size_t place = Find(name); place < kCountedRoutes) return place;
  for (size_t place = kOthersPlace + 1; place < kCountedRoutes; ++place) {
    RouteName& free = routes_.head->names[place];
    if (Load(free.length) != 0) continue;
    std::memcpy(free.text, name.data(), name.size());
    Store(free.length, uint64_t{name.size()});
    return place;
  }
  return kOthersPlace;
}

void RouteCounters::Count(size_t place, gate::Reason reason, bool observed) {
  if (!region_.writable()) return;
  RouteShard& shard = routes_.shards[static_cast<unsigned>(::sched_getcpu()) % kRouteShards];
  const size_t row = place % kCountedRoutes;
  auto& counts = observed ? shard.observed[row] : shard.enforced[row];
  AddRelaxed(counts[static_cast<size_t>(reason) % kMaxReasons], uint64_t{1});
}

std::vector<RouteCounters::Row> RouteCounters::Read() const {
  std::vector<Row> rows;
  for (size_t place = 0; place < kCountedRoutes; ++place) {
    Row row;
    uint64_t sum = 0;
    for (RouteShard& shard : routes_.shards) {
      for (size_t i = 0; i < kMaxReasons; ++i) {
        const uint64_t enforced = Load(shard.enforced[place][i], std::memory_order_relaxed);
        const uint64_t observed = Load(shard.observed[place][i], std::memory_order_relaxed);
        row.enforced[i] += enforced;
        row.observed[i] += observed;
        sum |= enforced | observed;
      }
    }
    if (sum == 0) continue;
    row.route = place == kOthersPlace ? kOthers : TextOf(routes_.head->names[place]);
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace gatehouse::state
