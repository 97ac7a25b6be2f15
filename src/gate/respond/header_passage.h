// Which request headers are forwarded to the service and which are dropped (THREATS: identity header from outside
// believed). Dropped headers are counted and reported, never dropped silently. Shown by header_passage_test.cc.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gate/request/request.h"

namespace gatehouse::gate {

// `X_Tenant` next to `X-Tenant`: a program that reads '_' as '-' would use either.
inline constexpr std::string_view kSecondSpelling = "another spelling of a header that the request has";

class HeaderPassage {
 public:
  // Both arguments must outlive the passage. `kept` are the names that the policy allows, in exactly that spelling
  // except for case.
  HeaderPassage(std::span<const Header> headers, std::span<const std::string> kept);

  // Why the header of that name, one of `headers`, is dropped: an entry of stripped_headers.h, or kSecondSpelling;
  // empty if it is forwarded. Static.
  [[nodiscard]] std::string_view Stops(std::string_view name) const;

 private:
  std::span<const std::string> kept_;
  bool any_odd_;                    // at least one header has an unusual spelling
  std::vector<std::string> plain_;  // only if any_odd_: the folded names of the others, sorted
};

}  // namespace gatehouse::gate
