// What a client must not be able to say in the gate's name (THREATS: identity header from outside believed). Shown by
// stripped_headers_test.cc.
#pragma once

#include <string_view>

namespace gatehouse::gate {

// Whether a header from outside must not reach the upstream: any spelling (case, '_' or another byte for '-', odd white
// space) of a name that starts with X-Gatehouse-, or of one of those by which services are told another path, method,
// host, address or user than the request's (X-Original-URL, X-HTTP-Method-Override, X-Forwarded-*, Forwarded,
// X-Remote-User …). Not, in their plain spelling, X-Forwarded-For and X-Forwarded-Proto: those the proxy overwrites.
[[nodiscard]] bool MustStrip(std::string_view header_name);

}  // namespace gatehouse::gate
