// Decisions by route and reason: what a gate tells of each route (rows A14 C14). Bounded whatever the policy lists:
// what finds no place of its own is counted together. Shown by route_counters_test.cc.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gate/request/reason.h"
#include "state/region.h"

namespace gatehouse::state {

class RouteCounters {
 public:
  // What stands for the routes without a place of their own.
  static constexpr std::string_view kOthers = "other";

  explicit RouteCounters(const Region& region);

  // Where the route of that name is counted: found, or taken. Waits for the writers' lock where it is new; asked once
  // for each route, not on the way of a request.
  [[nodiscard]] size_t PlaceOf(std::string_view route);
  void Count(size_t place, gate::Reason reason, bool observed);

  struct Row {
    std::string route;
    std::array<uint64_t, kMaxReasons> enforced{};  // by Reason
    std::array<uint64_t, kMaxReasons> observed{};
  };
  // Those that were counted at least once, in the order of their places.
  [[nodiscard]] std::vector<Row> Read() const;

 private:
  [[nodiscard]] size_t Find(std::string_view name) const;  // kCountedRoutes: nowhere
  const Region& region_;
  Region::Routes routes_;
};

}  // namespace gatehouse::state
