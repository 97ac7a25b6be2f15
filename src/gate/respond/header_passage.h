// Which request headers are forwarded to the service and which are dropped (THREATS: identity header from outside
// believed). Dropped headers are counted and reported, never dropped silently. Shown by header_passage_test.cc.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gate/request/request.h"
#include "gate/respond/stripped_headers.h"

namespace gatehouse::gate {

// `X_Tenant` next to `X-Tenant`: a program that reads '_' as '-' would use either.
inline constexpr std::string_view kSecondSpelling = "another spelling of a header that the request has";

class HeaderPassage {
 public:
  // Of the request only the headers are used. `kept` are the names that the policy allows, in exactly that spelling
  // except for case; they must outlive the passage.
  HeaderPassage(const Request& request, std::span<const std::string> kept);

  // Why the header of that name, one of the request's, is dropped: an entry of stripped_headers.h, or kSecondSpelling;
  // empty if it is forwarded. Static.
  [[nodiscard]] std::string_view Stops(std::string_view name) const {
    return any_odd_ || MayBeStripped(name) ? StopsListed(name) : std::string_view{};
  }

 private:
  [[nodiscard]] std::string_view StopsListed(std::string_view name) const;

  std::span<const std::string> kept_;
  bool any_odd_;                    // at least one header has an unusual spelling
  std::vector<std::string> plain_;  // only if any_odd_: the folded names of the others, sorted
};

}  // namespace gatehouse::gate
