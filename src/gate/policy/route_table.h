// From a canonical path to a route, by segments: literals, {parameters}, and /* for the rest. The most specific route
// wins whatever the order in the policy: literal before parameter before rest, segment by segment. A trailing slash
// makes no difference to which rule holds, so that "/admin/" is never less guarded than "/admin". An encoded
// character meets the rule of the plain one ("/a%21" and "/a!" are one resource), but that of an encoded slash is a
// character of its segment here: who reads it as a slash asks with a path that was read so (admit/path_reading.h). No
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

  // From here on case does not count, in patterns and in paths (base/fold.h). Before the first Add.
  void FoldCase();

  // "/message", "/files/{name}", "/api/*" (everything below /api, and /api itself). Adding a pattern twice for the same
  // method is an error; `methods` empty means any. Where the route's paths are read literally, encoded delimiters may
  // stand in its literals: "/exchanges/%2F".
  [[nodiscard]] base::Result<> Add(std::string_view pattern, const std::vector<std::string>& methods, size_t route,
                                   PathReading reading = PathReading::kStrict);

  struct Match {
    size_t route = 0;
    bool method_allowed = true;  // false: the path has routes, none of them takes the method; `route` is one of them
  };
  [[nodiscard]] std::optional<Match> Find(std::string_view method, std::string_view path) const;

  // The value of {name} in `pattern` for a path that matched it, as sent.
  [[nodiscard]] static std::optional<std::string_view> Parameter(std::string_view pattern, std::string_view name,
                                                                 std::string_view path);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gatehouse::gate
