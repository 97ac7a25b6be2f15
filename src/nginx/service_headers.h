// Whose the security headers of an answer are: the gate's, or, where the route says so, the service's own or the
// stricter of both (row B13). Shown by tests/field/test_service_headers.py.
#pragma once

#include <cstdint>

#include "nginx/ngx.h"
#include "nginx/request_state.h"

namespace gatehouse::nginx {

// By the header's index in Policy::security_headers. Unless something else was said, the gate speaks and the service
// does not.
class GateHeaders {
 public:
  [[nodiscard]] bool GateSpeaks(size_t which) const { return (silent_ & Bit(which)) == 0; }
  [[nodiscard]] bool GateSpeaksAll() const { return silent_ == 0; }
  [[nodiscard]] bool ServiceSpeaks(size_t which) const { return (service_ & Bit(which)) != 0; }
  void LetServiceSpeak(size_t which) { service_ |= Bit(which); }
  void Silence(size_t which) { silent_ |= Bit(which); }

 private:
  // A header past the 64th is always the gate's.
  static uint64_t Bit(size_t which) { return which < 64 ? uint64_t{1} << which : 0; }
  uint64_t service_ = 0;
  uint64_t silent_ = 0;
};

// While the answer still has the service's headers. A masked answer is the gate's.
[[nodiscard]] GateHeaders WhoSpeaks(ngx_http_request_t* r, const RequestState& state);

}  // namespace gatehouse::nginx
