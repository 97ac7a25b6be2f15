// How the gate tells the upstream who sent the request: plain headers that only the gate can set, because it
// removes every spelling of them from the request (respond/stripped_headers.h). Shown by identity_headers_test.cc.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::gate {

struct Principal;

inline constexpr std::array<std::string_view, 6> kIdentityHeaderNames = {
    "X-Gatehouse-Subject", "X-Gatehouse-Issuer", "X-Gatehouse-Droplet-Id",
    "X-Gatehouse-Roles",   "X-Gatehouse-Scopes", "X-Gatehouse-Token-Id"};
inline constexpr std::string_view kAssertionHeader = "X-Gatehouse-Assertion";

struct IdentityHeader {
  size_t which = 0;  // index into kIdentityHeaderNames
  std::string value;
  [[nodiscard]] std::string_view name() const { return kIdentityHeaderNames[which]; }
};

// In the order of kIdentityHeaderNames, without those that have no value. In values, '%' and every byte that is not a
// visible ASCII character are percent-encoded, so that no value can end a header line; lists are separated by commas,
// and a comma inside an item is encoded too.
using IdentityHeaders = std::vector<IdentityHeader>;
[[nodiscard]] IdentityHeaders RenderIdentity(const Principal& principal);
// The same as lines, each behind the end of the line before it: "\r\nX-Gatehouse-Subject: droplet:14\r\n…".
[[nodiscard]] std::string LinesOf(const IdentityHeaders& headers);

}  // namespace gatehouse::gate
