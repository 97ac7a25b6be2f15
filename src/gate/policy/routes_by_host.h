// Finds the route of a request by its host and its path. The most specific host wins, then the most specific path
// (route_table.h): routes that name the host, then those of wildcards, the longest first, then those of all hosts. If
// a host's routes know the path, no route of a less specific host is looked at, also not for another method. Shown by
// routes_by_host_test.cc.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "gate/policy/route_table.h"

namespace gatehouse::gate {

// The routes that hold for one host.
class HostRoutes {
 public:
  [[nodiscard]] std::optional<RouteTable::Match> Find(std::string_view method, std::string_view path) const {
    for (const HostRoutes* routes = this; routes != nullptr; routes = routes->next_) {
      if (const auto match = routes->table_.Find(method, path)) return match;
    }
    return std::nullopt;
  }
  // Whether paths without a route are `unlisted`. False for a host that no route names, if routes name hosts: then it
  // has only the routes of all hosts.
  [[nodiscard]] bool known() const { return known_; }

 private:
  friend class RoutesByHost;
  RouteTable table_;
  const HostRoutes* next_ = nullptr;  // of less specific hosts
  bool known_ = true;
};

class RoutesByHost {
 public:
  RoutesByHost();

  // As in RouteTable. Call before the first Add.
  void FoldCase();
  // `host` is empty for all hosts, or has the form that ReadRouteHost returns.
  [[nodiscard]] base::Result<> Add(std::string_view host, std::string_view pattern,
                                   const std::vector<std::string>& methods, size_t route,
                                   PathReading reading = PathReading::kStrict);
  // Call after the last Add.
  void Link();

  [[nodiscard]] bool has_hosts() const { return has_hosts_; }
  [[nodiscard]] std::vector<std::string> Hosts() const;  // sorted
  // `authority` as a client sends it, with or without a port. The result lives as long as this object.
  [[nodiscard]] const HostRoutes& Of(std::string_view authority) const {
    return has_hosts_ ? OfHost(authority) : *for_all_;
  }

 private:
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  using Map = std::unordered_map<std::string, HostRoutes, Hash, std::equal_to<>>;  // its values stay in their places

  [[nodiscard]] const HostRoutes& OfHost(std::string_view authority) const;
  // The longest wildcard that holds for a name, or the routes of all hosts.
  [[nodiscard]] const HostRoutes& OfWildcard(std::string_view name) const;

  std::unique_ptr<HostRoutes> for_all_;
  Map names_;
  Map wildcards_;  // by what follows "*."
  bool has_hosts_ = false;
  bool fold_case_ = false;
};

}  // namespace gatehouse::gate
