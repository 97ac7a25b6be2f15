// The client's certificate as a proxy reports it in a header. The input is tried as the whole value, and as DER in each
// of the forms; whatever is accepted has the digest of the DER as its thumbprint.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/crypto_client_certificate.h"
#include "gate/identify/certificate_header.h"

namespace {

using namespace gatehouse;

void Require(bool holds) {
  if (!holds) std::abort();
}

void TryAsDer(std::string_view der) {
  constexpr size_t kThumbprintChars = 43;
  const auto read = crypto::ReadCertificateDer(der);
  const std::string base64 = base::Base64Encode(der);
  for (const std::string& value : {":" + base64 + ":", base64, base::PercentEncode(base64)}) {
    const auto reported = gate::ReadCertificateHeader(value);
    Require(reported.has_value() == read.has_value());
    if (reported) Require(reported->thumbprint == read->thumbprint);
  }
  if (read) Require(der.size() <= crypto::kMaxCertificateBytes && read->thumbprint.size() == kThumbprintChars);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  static_cast<void>(gate::ReadCertificateHeader(input));
  static_cast<void>(crypto::ReadCertificatePem(input));
  TryAsDer(input);
  return 0;
}
