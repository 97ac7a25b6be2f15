#include "gate/identify/certificate_header.h"

#include "base/bytes.h"

namespace gatehouse::gate {
namespace {

base::Result<crypto::ClientCertificate> ReadEncodedDer(std::string_view base64) {
  const auto der = base::Base64Decode(base64);
  if (!der) return base::Fail("Not base64");
  return crypto::ReadCertificateDer(*der);
}

}  // namespace

base::Result<crypto::ClientCertificate> ReadCertificateHeader(std::string_view value) {
  constexpr size_t kColons = 2;
  if (value.starts_with(':')) {
    const bool closed = value.size() >= kColons && value.ends_with(':');
    return ReadEncodedDer(closed ? value.substr(1, value.size() - kColons) : std::string_view{});
  }
  const auto plain = base::PercentDecode(value);
  if (!plain) return base::Fail("Not percent-encoded");
  return plain->starts_with('-') ? crypto::ReadCertificatePem(*plain) : ReadEncodedDer(*plain);
}

}  // namespace gatehouse::gate
