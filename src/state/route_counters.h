// Decisions by route and reason (rows A14 C14). Bounded, whatever the policy lists:
// routes without a counter of their own are counted together. Shown by route_counters_test.cc.
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
  // The name for the routes without a counter of their own.
  static constexpr std::string_view kOthers = "other";

  explicit RouteCounters(const Region& region);

  // The counter of a route, found or newly assigned. Waits for the writers' lock if it is new; called once
  // per route, not per request.
  [[nodiscard]] size_t PlaceOf(std::string_view route);
  void Count(size_t place, gate::Reason reason, bool observed);

  struct Row {
    std::string route;
    std::array<uint64_t, kMaxReasons> enforced{};  // by Reason
    std::array<uint64_t, kMaxReasons> observed{};
  };
  // The routes with at least one count, in the order of their counters.
  [[nodiscard]] std::vector<Row> Read() const;

 private:
  [[nodiscard]] size_t Find(std::string_view name) const;  // kCountedRoutes: not found
  const Region& region_;
  Region::Routes routes_;
};

}  // namespace gatehouse::state
