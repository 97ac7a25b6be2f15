// The client's certificate of a connection that nginx ended TLS on. Read from OpenSSL once per connection, when the
// first token needs it; a resumed TLS session has the certificate of the handshake that began it. Shown by
// tests/field/test_client_certificates.py.
#pragma once

#include <string_view>

#include "gate/request/peer_certificate.h"
#include "nginx/ngx.h"

namespace gatehouse::nginx {

class ConnectionCertificate final : public gate::PeerCertificate {
 public:
  explicit ConnectionCertificate(ngx_http_request_t* r) : r_(r) {}
  // Throws std::bad_alloc.
  [[nodiscard]] const base::Result<crypto::ClientCertificate>* Read() const override;

 private:
  ngx_http_request_t* r_;
};

// Why nginx refuses every request of this connection: what is wrong with the certificate that the client presented.
// Empty if nothing is. Static.
[[nodiscard]] std::string_view CertificateFault(ngx_http_request_t* r);

}  // namespace gatehouse::nginx
