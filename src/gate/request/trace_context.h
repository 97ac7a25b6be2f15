// Identifiers that connect one request from client to service to log: W3C Trace Context (traceparent,
// version 00) and X-Request-ID. A client's value is only used if it has exactly the expected form.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "gate/request/request.h"

namespace gatehouse::gate {

class TraceContext {
 public:
  static constexpr size_t kRandomBytes = 24;

  // Continues the caller's trace with a new span, or starts a trace. `random` must be fresh bytes; they need not be
  // secret.
  TraceContext(const KnownHeaders& headers, std::span<const uint8_t, kRandomBytes> random);

  [[nodiscard]] std::string_view trace_id() const { return traceparent().substr(3, 32); }
  [[nodiscard]] std::string_view traceparent() const { return {traceparent_.data(), traceparent_.size()}; }
  // The caller's X-Request-ID if it is 8 to 64 of [A-Za-z0-9._-]; otherwise the trace id.
  [[nodiscard]] std::string_view request_id() const { return request_id_.empty() ? trace_id() : request_id_; }

 private:
  static constexpr size_t kTraceparentBytes = 55;

  std::array<char, kTraceparentBytes> traceparent_;  // "00-<32>-<16>-<2>"
  std::string_view request_id_;                      // points into the request
};

}  // namespace gatehouse::gate
