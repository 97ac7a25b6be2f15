// Lists that proxies add to from hop to hop, read from the right, where the nearest proxy wrote. Shown by
// forwarded_list_test.cc.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "base/ip.h"
#include "gate/request/request.h"

namespace gatehouse::gate {

// The elements of a header from the right, without the white space around them; repeated lines are one list
// (RFC 9110 §5.3). A comma between quotes separates nothing (§5.6.4); quotes are looked for from the right.
class FromTheRight {
 public:
  // `name` in any case. Both must outlive this.
  FromTheRight(std::span<const Header> lines, std::string_view name);
  // Empty when there are no more. A line without content is one empty element.
  [[nodiscard]] std::optional<std::string_view> Next();

 private:
  std::span<const Header> lines_;  // not looked at yet
  std::string_view name_;
  std::string_view line_;  // what is left of the current line
  bool in_line_ = false;
};

// What proxies write for an address: "203.0.113.7", "203.0.113.7:51234" (Azure, AWS with client ports), "2001:db8::1",
// "[2001:db8::1]", "[2001:db8::1]:443", with a zone ("fe80::1%eth0") or in quotes (RFC 7239 §6). Empty for whatever
// else: "unknown", "_hidden", names, ports that are none.
[[nodiscard]] std::optional<base::IpAddress> ReadNode(std::string_view text);

// One element of Forwarded (RFC 7239 §4), unquoted; empty where it has none, or has one twice.
struct ForwardedElement {
  std::string_view node;  // `for`
  std::string_view proto;
  std::string_view host;
};
[[nodiscard]] ForwardedElement ReadForwardedElement(std::string_view element);

}  // namespace gatehouse::gate
