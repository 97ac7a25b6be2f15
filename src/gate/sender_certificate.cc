#include "gate/sender_certificate.h"

#include "base/bytes.h"
#include "gate/identify/certificate_header.h"
#include "gate/request/peer_certificate.h"

namespace gatehouse::gate {
namespace {

using SentCertificate = base::Result<crypto::ClientCertificate>;

Reason Compare(const SentCertificate& certificate, std::string_view bound_certificate, base::Wall now) {
  if (!certificate) return Reason::kCertificateMalformed;
  if (certificate->thumbprint != bound_certificate) return Reason::kCertificateOther;
  return certificate->IsValidAt(now) ? Reason::kAllowed : Reason::kCertificateTime;
}

Reason CheckReported(std::string_view name, const Exchange& exchange, std::string_view bound_certificate) {
  if (name.empty()) return Reason::kTokenBound;
  std::string_view value;
  int count = 0;
  for (const Header& header : exchange.headers.lines) {
    if (!base::EqualIgnoringCase(header.name, name)) continue;
    value = header.value;
    ++count;
  }
  if (count > 1) return Reason::kHeaderRepeated;
  if (value.empty()) return Reason::kCertificateMissing;
  return Compare(ReadCertificateHeader(value), bound_certificate, exchange.now.wall);
}

}  // namespace

Reason CheckCertificate(const Policy& policy, const Exchange& exchange, std::string_view bound_certificate) {
  if (exchange.client.through_proxy) {
    return CheckReported(policy.client_certificates.header, exchange, bound_certificate);
  }
  const PeerCertificate* peer = exchange.request.certificate;
  const SentCertificate* certificate = peer == nullptr ? nullptr : peer->Read();
  if (certificate != nullptr) return Compare(*certificate, bound_certificate, exchange.now.wall);
  return policy.AsksForCertificates() ? Reason::kCertificateMissing : Reason::kTokenBound;
}

}  // namespace gatehouse::gate
