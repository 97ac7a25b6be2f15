// Hosts of routes: as the policy writes them, and as requests name them. Shown by route_host_test.cc,
// fuzz/route_host_fuzz.cc.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/error.h"

namespace gatehouse::gate {

inline constexpr size_t kMaxRouteHostBytes = 253;  // RFC 1035 §2.3.4

// "Api.Example" → "api.example"; "*.example" is every name that ends with ".example", as in nginx, Envoy and
// Kubernetes. A port, a scheme, a path, an IPv6 address and letters beyond ASCII are errors.
[[nodiscard]] base::Result<std::string> ReadRouteHost(std::string_view typed);

// A host that a route's host stands for: "x.example" for "*.example".
[[nodiscard]] std::string SampleHost(std::string_view route_host);

// The host of an authority as it is compared: in lower case, without a port and without the dot that ends a full name.
// Not validated. Allocates nothing, because every request of a policy with hosts needs it.
class ComparedHost {
 public:
  explicit ComparedHost(std::string_view authority);
  [[nodiscard]] std::string_view text() const { return {bytes_.data(), size_}; }  // empty if it is too long for a name

 private:
  std::array<char, kMaxRouteHostBytes> bytes_;
  size_t size_ = 0;
};

}  // namespace gatehouse::gate
