// The authority (host and port) of a request: as it was received, and as trusted proxies report it. Shown by
// cors_test.cc and asked_url_test.cc.
#pragma once

#include <string_view>

#include "gate/admit/client_address.h"
#include "gate/request/request.h"

namespace gatehouse::gate {

[[nodiscard]] std::string_view WithoutDefaultPort(std::string_view authority, bool tls);

// Request::host with the port of the Host header, which is believed if it names the host that the request is for. Empty
// if it does not, or if the request has no host.
[[nodiscard]] std::string_view AuthorityOf(const Request& request);

// Whether `authority`, without a default port, is the one that trusted proxies report as requested. Pages of other
// sites cannot make a browser send that header. If the host has no port, X-Forwarded-Port may give it.
[[nodiscard]] bool IsAskedAs(std::string_view authority, const AskedAs& asked, bool tls);

}  // namespace gatehouse::gate
