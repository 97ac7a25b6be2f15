// Whether a URL is the one that a request asks for, as its client wrote it. Shown by asked_url_test.cc.
#pragma once

#include <string_view>

#include "gate/admit/client_address.h"
#include "gate/request/request.h"

namespace gatehouse::gate {

// Compares scheme, authority and path after RFC 3986 normalization (§6.2.2, §6.2.3); a query and a fragment in `url`
// are ignored (RFC 9449 §4.3). Host, port and prefix are those that trusted proxies report, if they do; then no others
// fit. `path` is that of the request as sent, in a form that CanonicalPath accepts.
[[nodiscard]] bool IsAskedUrl(std::string_view url, const Request& request, const Client& client,
                              std::string_view path);

}  // namespace gatehouse::gate
