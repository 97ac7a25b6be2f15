// How the upstream learns who asked: plain headers that only the gate can have set, since every spelling of them that
// comes from outside is taken out first (THREATS: identity header from outside believed). Shown by
// identity_headers_test.cc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gate/exchange/principal.h"
#include "gate/respond/security_headers.h"

namespace gatehouse::gate {

// Whether a header from outside must not reach the upstream: any spelling (case, '_' or another byte for '-', odd white
// space) of a name that starts with X-Gatehouse-, or of one of those by which services are told another path, method,
// host, address or user than the request's (X-Original-URL, X-HTTP-Method-Override, X-Forwarded-*, Forwarded,
// X-Remote-User …). Not, in their plain spelling, X-Forwarded-For and X-Forwarded-Proto: those the proxy overwrites.
[[nodiscard]] bool MustStrip(std::string_view header_name);

// X-Gatehouse-Subject, -Issuer, -Droplet-Id, -Roles, -Scopes, -Token-Id; those without a value are left out. Values are
// percent-encoded where a byte is '%' or not a visible ASCII character, so that none can end a header line; lists are
// separated by commas, and a comma inside an item is encoded too.
struct IdentityHeader {
  std::string_view name;  // a constant: it outlives everything
  std::string value;
};
[[nodiscard]] std::vector<IdentityHeader> IdentityHeaders(const Principal& principal);

inline constexpr std::string_view kAssertionHeader = "X-Gatehouse-Assertion";

}  // namespace gatehouse::gate
