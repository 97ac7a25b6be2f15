// The certificate of a TLS client, as far as tokens are bound to it (RFC 8705 §3.1): its thumbprint and its dates.
// Names and issuer are not read: who the client is, the token says. Shown by crypto_client_certificate_test.cc.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"

namespace gatehouse::crypto {

inline constexpr size_t kMaxCertificateBytes = 16'384;  // of DER; nginx takes a header line of 20 KiB

struct ClientCertificate {
  std::string thumbprint;  // SHA-256 over the DER, base64url without padding: `x5t#S256`
  base::Wall not_before;
  base::Wall not_after;

  [[nodiscard]] bool IsValidAt(base::Wall now) const { return not_before <= now && now <= not_after; }
};

// Exactly one certificate, with nothing behind it. Its signature and its chain are not checked: that the client has the
// private key is what the TLS handshake has shown.
[[nodiscard]] base::Result<ClientCertificate> ReadCertificateDer(std::string_view der);
// The same for exactly one PEM block; white space may surround it.
[[nodiscard]] base::Result<ClientCertificate> ReadCertificatePem(std::string_view pem);

}  // namespace gatehouse::crypto
