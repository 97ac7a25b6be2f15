// Lists that each proxy appends to, read from the right, where the nearest proxy wrote. Shown by
// forwarded_list_test.cc.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "base/ip.h"
#include "gate/request/request.h"

namespace gatehouse::gate {

// The elements of a header from right to left, without the white space around them; repeated lines are one list
// (RFC 9110 §5.3). A comma inside quotes does not separate (§5.6.4); quotes are matched from the right.
class FromTheRight {
 public:
  // `name` ignoring case. Both arguments must outlive this object.
  FromTheRight(std::span<const Header> lines, std::string_view name);
  // Empty if there are no more elements. A line without content is one empty element.
  [[nodiscard]] std::optional<std::string_view> Next();

 private:
  std::span<const Header> lines_;  // not read yet
  std::string_view name_;
  std::string_view line_;  // the unread part of the current line
  bool in_line_ = false;
};

// Address forms that proxies write: "203.0.113.7", "203.0.113.7:51234" (Azure, AWS with client ports), "2001:db8::1",
// "[2001:db8::1]", "[2001:db8::1]:443", with a zone ("fe80::1%eth0") or in quotes (RFC 7239 §6). Empty for anything
// else: "unknown", "_hidden", names, invalid ports.
[[nodiscard]] std::optional<base::IpAddress> ReadNode(std::string_view text);
// Whether it is one to five digits; their value is not looked at.
[[nodiscard]] bool IsPort(std::string_view text);

// One element of Forwarded (RFC 7239 §4), unquoted; a parameter that is missing or repeated is empty.
struct ForwardedElement {
  std::string_view node;  // `for`
  std::string_view proto;
  std::string_view host;
};
[[nodiscard]] ForwardedElement ReadForwardedElement(std::string_view element);

}  // namespace gatehouse::gate
