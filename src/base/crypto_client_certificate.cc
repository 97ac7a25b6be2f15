#include "base/crypto_client_certificate.h"

#include <array>
#include <optional>

#include "base/bytes.h"
#include "base/crypto_x509.h"

namespace gatehouse::crypto {
namespace {

constexpr std::string_view kPemBegin = "-----BEGIN CERTIFICATE-----";
constexpr std::string_view kPemEnd = "-----END CERTIFICATE-----";

std::optional<std::string> ThumbprintOf(const X509* certificate) {
  std::array<uint8_t, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (X509_digest(certificate, Sha256Method(), digest.data(), &size) != 1) return std::nullopt;
  return base::Base64UrlEncode({reinterpret_cast<const char*>(digest.data()), size});
}

base::Result<ClientCertificate> Read(const X509* certificate) {
  const auto unreadable = base::Fail("Not an X.509 certificate");
  if (certificate == nullptr) return unreadable;
  const auto thumbprint = ThumbprintOf(certificate);
  const auto not_before = TimeIn(X509_get0_notBefore(certificate));
  const auto not_after = TimeIn(X509_get0_notAfter(certificate));
  if (!thumbprint || !not_before || !not_after) return unreadable;
  return ClientCertificate{.thumbprint = *thumbprint, .not_before = *not_before, .not_after = *not_after};
}

}  // namespace

base::Result<ClientCertificate> ReadCertificateDer(std::string_view der) {
  if (der.empty() || der.size() > kMaxCertificateBytes) return base::Fail("Not an X.509 certificate");
  const ErrorScope errors;
  const unsigned char* at = Bytes(der);
  const Certificate certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  const bool whole = certificate && at == Bytes(der) + der.size();
  return Read(whole ? certificate.get() : nullptr);
}

base::Result<ClientCertificate> ReadCertificatePem(std::string_view pem) {
  const std::string_view block = base::Trim(pem, " \t\r\n");
  const bool one = block.size() <= 2 * kMaxCertificateBytes && block.starts_with(kPemBegin) &&
                   block.ends_with(kPemEnd) && block.find(kPemBegin, 1) == block.npos;
  if (!one) return base::Fail("Not exactly one certificate in PEM");
  const ErrorScope errors;
  return Read(FirstCertificate(block).get());
}

}  // namespace gatehouse::crypto
