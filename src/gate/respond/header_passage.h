// Which headers of a request go on to the service, and which stay behind (THREATS: identity header from outside
// believed). What stays behind is counted and told; it never vanishes without a word. Shown by header_passage_test.cc.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gate/request/request.h"

namespace gatehouse::gate {

// `X_Tenant` beside `X-Tenant`: a program that takes '_' for '-' would believe either.
inline constexpr std::string_view kSecondSpelling = "another spelling of a header that the request has";

class HeaderPassage {
 public:
  // Both must outlive the passage. `kept` are the names that the policy lets through, in exactly that spelling except
  // for its case.
  HeaderPassage(std::span<const Header> headers, std::span<const std::string> kept);

  // Why the header of that name, one of `headers`, stays behind: an entry of stripped_headers.h, or kSecondSpelling;
  // empty if it goes on. Static.
  [[nodiscard]] std::string_view Stops(std::string_view name) const;

 private:
  std::span<const std::string> kept_;
  bool any_odd_;                    // some header's name is oddly spelled
  std::vector<std::string> plain_;  // then the folded names of the others, sorted
};

}  // namespace gatehouse::gate
