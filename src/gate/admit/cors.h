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

// What an answer carries. `allow_origin` is the request's own origin, or "*"; empty: no CORS header but Vary.
struct CorsAnswer {
  Decision decision;
  bool preflight = false;         // answer 204 here, send nothing on
  std::string_view allow_origin;  // points into the request or the rules
};

// A request without Origin passes untouched. An origin that is not listed: a preflight is refused; a simple request
// goes on without CORS headers if it is a safe method, and is refused otherwise, as is an upgrade, which no browser
// checks (WebSocket). A listed origin's unsafe method must be a listed one. "null" is never listed, not even by "*". A
// same-origin request (Origin equals scheme, host and port of the request itself, or those that trusted proxies were
// asked by) passes. With `rules` empty no origin is listed.
[[nodiscard]] CorsAnswer CheckCors(const CorsRules& rules, const Request& request, const KnownHeaders& headers,
                                   bool tls, const AskedAs& asked = {});

// Whether a request may change something in the name of whom a browser sends a cookie for (row A9, CSRF): a safe method
// may; any other, and an upgrade, needs exactly one Origin, which is the request's own or one that the rules list by
// name. "*" lists nobody here. kAllowed, kOriginMissing, kHeaderRepeated or kCorsOrigin.
[[nodiscard]] Reason JudgeOrigin(const CorsRules& rules, const Request& request, const KnownHeaders& headers, bool tls,
                                 const AskedAs& asked = {});

}  // namespace gatehouse::gate
