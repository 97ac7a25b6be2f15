#include "gate/identify/certificate_header.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/crypto.h"

namespace gatehouse::gate {
namespace {

const std::string& ExamplePem() {
  static const std::string pem = [] {
    const std::vector<std::string> names = {"gate.example"};
    return crypto::MakeDevelopmentCertificate(names, 30).value().certificate_pem;
  }();
  return pem;
}

std::string Base64Of(std::string_view pem) {
  const size_t first = pem.find('\n') + 1;
  std::string body(pem.substr(first, pem.find("-----END") - first));
  std::erase(body, '\n');
  return body;
}

TEST(CertificateHeader, B2_EveryFormIsTheSameCertificate) {
  const std::string thumbprint = crypto::ReadCertificatePem(ExamplePem()).value().thumbprint;
  const std::string base64 = Base64Of(ExamplePem());
  for (const std::string& value : {":" + base64 + ":", base64, base::PercentEncode(base64),
                                   base::PercentEncode(ExamplePem()), base::PercentEncode(ExamplePem(), "+/=")}) {
    const auto read = ReadCertificateHeader(value);
    ASSERT_TRUE(read) << value;
    EXPECT_EQ(read->thumbprint, thumbprint);
  }
}

TEST(CertificateHeader, THREATS_NothingElseIsOne) {
  const std::string base64 = Base64Of(ExamplePem());
  const std::string good = ":" + base64 + ":";
  for (const std::string& value : {std::string(),
                                   std::string(":"),
                                   std::string("::"),
                                   ":" + base64,
                                   base64 + ":",
                                   ":" + good,
                                   good + ":",
                                   good + "," + good,
                                   good + ";a=1",
                                   " " + good,
                                   ":" + base64.substr(4) + ":",
                                   ":" + base64 + "AAAA:",
                                   ":" + base::PercentEncode(base64 + "%") + ":",
                                   base64 + "," + base64,
                                   std::string("%"),
                                   std::string("%2"),
                                   std::string("-"),
                                   "-" + base64,
                                   base::PercentEncode(ExamplePem() + ExamplePem()),
                                   std::string("Hash=00"),
                                   "\"" + base64 + "\"",
                                   good + std::string(1, '\0')}) {
    EXPECT_FALSE(ReadCertificateHeader(value)) << value;
  }
}

}  // namespace
}  // namespace gatehouse::gate
