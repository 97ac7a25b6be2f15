// Finds the route of a canonical path by segments: literals, {parameters}, and /* for the rest. The most specific route
// wins whatever the order in the policy: literal before parameter before rest, segment by segment. A trailing slash
// does not change which route matches, so that "/admin/" is never less protected than "/admin". An encoded
// character matches the plain one ("/a%21" and "/a!" are one resource), but an encoded slash is part of
// its segment: for services that read it as a slash, pass the path in that reading (admit/path_reading.h). No
// regular expressions. Shown by route_table_test.cc.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "gate/admit/path_reading.h"

namespace gatehouse::gate {

class RouteTable {
 public:
  RouteTable();
  ~RouteTable();
  RouteTable(RouteTable&&) noexcept;
  RouteTable& operator=(RouteTable&&) noexcept;

  // From now on case is ignored in patterns and in paths (base/fold.h). Call before the first Add.
  void FoldCase();

  // "/message", "/files/{name}", "/api/*" (everything below /api, and /api itself). Adding a pattern twice for the same
  // method is an error; empty `methods` means any. If the service reads the route's paths literally, the pattern's
  // literals may contain encoded delimiters: "/exchanges/%2F".
  [[nodiscard]] base::Result<> Add(std::string_view pattern, const std::vector<std::string>& methods, size_t route,
                                   PathReading reading = PathReading::kStrict);

  struct Match {
    size_t route = 0;
    bool method_allowed = true;  // false: routes match the path, but none allows the method; `route` is one of them
  };
  [[nodiscard]] std::optional<Match> Find(std::string_view method, std::string_view path) const;

  // The value of {name} in `pattern` for a path that matches it, as sent.
  [[nodiscard]] static std::optional<std::string_view> Parameter(std::string_view pattern, std::string_view name,
                                                                 std::string_view path);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gatehouse::gate
