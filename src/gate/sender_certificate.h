// Whether the sender of a token has the certificate that the token is bound to (RFC 8705 §3). The certificate is that
// of the client's TLS handshake: with the gate, or with a trusted proxy, which reports it in a header (RFC 9440). What
// a proxy presents to the gate is the proxy's own, and never counts as the client's. Shown by
// pipeline_certificate_test.cc, tests/field/test_client_certificates.py.
#pragma once

#include <string_view>

#include "gate/pipeline.h"

namespace gatehouse::gate {

// kAllowed if it has. Else kTokenBound if nobody asks this client for a certificate, kHeaderRepeated, or a reason of
// the certificate.
[[nodiscard]] Reason CheckCertificate(const Policy& policy, const Exchange& exchange,
                                      std::string_view bound_certificate);

}  // namespace gatehouse::gate
