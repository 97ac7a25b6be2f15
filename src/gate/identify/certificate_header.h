// The client's certificate as a proxy that ends TLS reports it in a header. The form of the value tells how to read it:
//
//   :MIIB…:                     RFC 9440, a byte sequence of RFC 8941 with the DER
//   -----BEGIN%20CERTIFICATE…   PEM, percent-encoded: $ssl_client_escaped_cert of nginx, AWS ALB, Envoy's
//                               %DOWNSTREAM_PEER_CERT%
//   MIIB…                       base64 of the DER: HAProxy, Traefik
//
// Whether the header is to be believed, the caller decides. Shown by certificate_header_test.cc,
// fuzz/certificate_header_fuzz.cc.
#pragma once

#include <string_view>

#include "base/crypto_client_certificate.h"
#include "base/error.h"

namespace gatehouse::gate {

[[nodiscard]] base::Result<crypto::ClientCertificate> ReadCertificateHeader(std::string_view value);

}  // namespace gatehouse::gate
