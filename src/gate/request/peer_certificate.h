// The certificate that a client presented in the TLS handshake of its connection. Read when a token needs it, which
// most do not.
#pragma once

#include "base/crypto_client_certificate.h"
#include "base/error.h"

namespace gatehouse::gate {

class PeerCertificate {
 public:
  // Null if the client presented none. Valid as long as the request; the server reads it once per connection.
  [[nodiscard]] virtual const base::Result<crypto::ClientCertificate>* Read() const = 0;

 protected:
  ~PeerCertificate() = default;
};

}  // namespace gatehouse::gate
