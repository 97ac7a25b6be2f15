// The only place that turns a Reason into HTTP: application/problem+json (RFC 9457) and its headers.
// `type` is urn:gatehouse:reason: plus a word as coarse as the status; `detail` is the reason's sentence; a schema
// mismatch adds `where`. The reason's log name is never sent. Shown by refusal_test.cc.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gate/request/decision.h"
#include "gate/respond/security_headers.h"

namespace gatehouse::gate {

struct Refusal {
  uint16_t status = 0;
  std::vector<HeaderValue> headers;  // WWW-Authenticate, Retry-After, Allow, Content-Type, Cache-Control: no-store
  std::string body;                  // {"type":…,"title":…,"status":…,"detail":…,"trace_id":…}
};

[[nodiscard]] Refusal MakeRefusal(const Decision& decision, std::string_view trace_id);

// For errors of the upstream or the proxy itself (404, 502 …): the same format. With a status of 500 or more the
// detail is "An error occurred"; below that, the status's standard phrase. A given `detail` replaces either.
[[nodiscard]] Refusal MakeErrorAnswer(uint16_t status, std::string_view trace_id, std::string_view detail = {});

[[nodiscard]] std::string_view StatusPhrase(uint16_t status);  // "Not Found"; if unknown, the phrase of its class

}  // namespace gatehouse::gate
