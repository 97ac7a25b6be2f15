// The rest of a body whose request was answered before it had arrived, over HTTP/2. nginx would end the stream with the
// response. Clients that look for the response only when they have sent everything (Java's HttpClient, Python's httpx)
// would then wait for a window that never opens. So the stream stays open, and what arrives is thrown away: for as long
// as nginx does the same over HTTP/1.1 (`lingering_time`, `lingering_timeout`). Tests: tests/field/test_http2.py.
#pragma once

#include "nginx/ngx.h"

namespace gatehouse::nginx {

class LateBody {
 public:
  // Of a worker's streams, so many wait at once. Further ones end with the response.
  static constexpr size_t kMostAtOnce = 1024;

  // Whether the body of a request that the gate or nginx answers is still to come, and may be larger than the window.
  [[nodiscard]] static bool IsAwaited(const ngx_http_request_t* r);
  // Keeps `r` until its body has arrived or the wait is over. Call it once, with the response's header.
  explicit LateBody(ngx_http_request_t* r);
  ~LateBody();
  LateBody(const LateBody&) = delete;
  LateBody& operator=(const LateBody&) = delete;

 private:
  static void Look(ngx_event_t* timer) noexcept;
  void Count();
  [[nodiscard]] bool IsOver();

  ngx_http_request_t* r_;
  ngx_event_t timer_{};
  ngx_msec_t began_;
  ngx_msec_t heard_;  // when data were last seen
  size_t window_;     // of the stream, then: it shrinks with all data
  ngx_msec_t pause_;  // until the next look
};

}  // namespace gatehouse::nginx
