#include "secrets/azure/client_certificate.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/crypto.h"
#include "jose/jws_writer.h"
#include "secrets/answer.h"
#include "secrets/credential_file.h"

namespace gatehouse::secrets {
namespace {

constexpr std::chrono::minutes kAssertionLife{10};
constexpr size_t kRandomBytes = 16;

// SHA-256 of the first certificate, in base64url; empty if there is none.
std::string Thumbprint(std::string_view pem) {
  constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
  const size_t begin = pem.find(kBegin);
  const size_t end = pem.find("-----END CERTIFICATE-----");
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return {};
  std::string text(pem.substr(begin + kBegin.size(), end - begin - kBegin.size()));
  std::erase_if(text, [](char c) { return c == '\n' || c == '\r' || c == ' '; });
  const auto bytes = base::Base64Decode(text);
  if (!bytes) return {};
  const auto digest = crypto::Sha256(*bytes);
  return base::Base64UrlEncode({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

}  // namespace

std::expected<base::SecretString, ProviderError> AssertionByCertificate(const std::string& file,
                                                                        const std::string& client,
                                                                        const std::string& audience, base::Wall now) {
  constexpr const char* kShape =
      "AZURE_CLIENT_CERTIFICATE_PATH needs PEM: openssl pkcs12 -in FILE.pfx -nodes -out FILE.pem";
  const auto pem = ReadCredentialFile({file, "Azure client certificate", "check AZURE_CLIENT_CERTIFICATE_PATH"});
  if (!pem) return std::unexpected(pem.error());
  const std::string thumbprint = Thumbprint(pem->Reveal());
  if (thumbprint.empty()) return Refuse(Fault::kMalformed, "Azure client certificate: none in the file", file, kShape);
  const auto key = crypto::PrivateKey::FromPem(pem->Reveal());
  if (!key || !key->Public().Fits(crypto::Algorithm::kPs256)) {
    return Refuse(Fault::kMalformed, "Azure client certificate: no RSA key in the file, or one under a passphrase",
                  file, kShape);
  }
  const auto issued = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch();
  jose::ClaimsText claims;
  claims.Add("aud", std::string_view(audience));
  claims.Add("iss", std::string_view(client));
  claims.Add("sub", std::string_view(client));
  claims.Add("jti", std::string_view(base::HexEncode(crypto::RandomBytes(kRandomBytes))));
  claims.Add("nbf", int64_t{issued.count()});
  claims.Add("exp", int64_t{(issued + kAssertionLife).count()});
  jose::ClaimsText header;
  header.Add("alg", crypto::Name(crypto::Algorithm::kPs256));
  header.Add("typ", std::string_view("JWT"));
  header.Add("x5t#S256", std::string_view(thumbprint));
  auto assertion = jose::SignWithHeader(*key, crypto::Algorithm::kPs256, header.Finish(), claims.Finish());
  if (!assertion) return std::unexpected(ProviderError{Fault::kMisused, std::move(assertion.error()), {}});
  return base::SecretString(std::move(*assertion));
}

}  // namespace gatehouse::secrets
