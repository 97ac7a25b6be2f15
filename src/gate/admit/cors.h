// Cross-origin requests (row B10; the Fetch standard): exact origins, no patterns. Shown by cors_test.cc.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gate/admit/client_address.h"
#include "gate/request/decision.h"
#include "gate/request/request.h"

namespace gatehouse::gate {

struct CorsRules {
  std::vector<std::string> origins;  // "https://app.example"; "*" alone means any, without credentials
  std::vector<std::string> methods = {"GET", "POST"};
  std::vector<std::string> headers = {"Authorization", "Content-Type"};
  std::vector<std::string> exposed;
  bool credentials = true;
  std::chrono::seconds max_age{600};

  [[nodiscard]] bool enabled() const { return !origins.empty(); }
};

// The CORS headers of an answer. `allow_origin` is the request's own origin or "*"; empty: no CORS header except Vary.
struct CorsAnswer {
  Decision decision;
  bool preflight = false;         // the gate answers 204; the request is not forwarded
  std::string_view allow_origin;  // points into the request or the rules
};

// A request without Origin passes. If the origin is not listed, a preflight is refused; a simple request passes without
// CORS headers if its method is safe, and is refused otherwise, as is an upgrade, because browsers do not check those
// (WebSocket). A listed origin may use only listed unsafe methods. "null" is never listed, not even by "*". A
// same-origin request (Origin equals scheme, host and port of the request, or those that trusted proxies report)
// passes. If `rules` is empty, no origin is listed.
[[nodiscard]] CorsAnswer CheckCors(const CorsRules& rules, const Request& request, const KnownHeaders& headers,
                                   bool tls, const AskedAs& asked = {});

// CSRF protection (row A9): whether a request that a browser sends with a cookie may change something. A safe method
// may; any other method, and an upgrade, needs exactly one Origin, which must be the request's own or be listed by
// name. "*" does not count. Returns kAllowed, kOriginMissing, kHeaderRepeated or kCorsOrigin.
[[nodiscard]] Reason JudgeOrigin(const CorsRules& rules, const Request& request, const KnownHeaders& headers, bool tls,
                                 const AskedAs& asked = {});

}  // namespace gatehouse::gate
