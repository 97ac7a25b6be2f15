// The certificate of a TLS server, as far as a policy needs it: which hosts it is for, until when, and whether a key
// is its key. Shown by crypto_server_certificate_test.cc.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"

namespace gatehouse::crypto {

struct ServerCertificate {
  // The DNS names of subjectAltName (RFC 6125) that a TLS client can ask for, in lower case, each once: "api.example",
  // "*.example". Clients no longer read the common name, and ask for no addresses.
  std::vector<std::string> hosts;
  base::Wall not_after;

  // Whether a client that asks for this host accepts the certificate: "*.example" is for one label (RFC 6125 §6.4.3).
  [[nodiscard]] bool IsFor(std::string_view host) const;
};

// The first certificate of a file that may go on with its chain.
[[nodiscard]] base::Result<ServerCertificate> ReadServerCertificate(std::string_view pem);

// Whether the certificate has exactly these DNS names and addresses, all of them; "*.example" is only for itself here.
[[nodiscard]] bool NamesAll(std::string_view certificate_pem, std::span<const std::string> names);

// A private key that only a passphrase opens.
[[nodiscard]] bool IsEncryptedKey(std::string_view pem);
// False only if both can be read and do not belong together: nginx says more of what cannot be read.
[[nodiscard]] bool MayBelongTogether(std::string_view certificate_pem, std::string_view key_pem);

}  // namespace gatehouse::crypto
