// Which security headers a response gets: the gate's or, if the route says so, the service's own or the
// stricter of both (row B13). Tests: tests/field/test_service_headers.py.
#pragma once

#include <cstdint>

#include "nginx/ngx.h"
#include "nginx/request_state.h"

namespace gatehouse::nginx {

// A bit per index in Policy::security_headers. By default, the gate's header is used and the service's is
// removed.
class GateHeaders {
 public:
  [[nodiscard]] bool GateSpeaks(size_t which) const { return (silent_ & Bit(which)) == 0; }
  [[nodiscard]] bool GateSpeaksAll() const { return silent_ == 0; }
  [[nodiscard]] bool ServiceSpeaks(size_t which) const { return (service_ & Bit(which)) != 0; }
  void LetServiceSpeak(size_t which) { service_ |= Bit(which); }
  void Silence(size_t which) { silent_ |= Bit(which); }

 private:
  // Headers after the 64th are always the gate's.
  static uint64_t Bit(size_t which) { return which < 64 ? uint64_t{1} << which : 0; }
  uint64_t service_ = 0;
  uint64_t silent_ = 0;
};

// Must be called while the response still has the service's headers. A masked response gets the gate's.
[[nodiscard]] GateHeaders WhoSpeaks(ngx_http_request_t* r, const RequestState& state);

}  // namespace gatehouse::nginx
