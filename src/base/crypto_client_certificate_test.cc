#include "base/crypto_client_certificate.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/crypto.h"

namespace gatehouse::crypto {
namespace {

struct Made {
  DevelopmentCertificate certificate;
  std::string der;
};

std::string DerIn(std::string_view pem) {
  const size_t first = pem.find('\n') + 1;
  std::string body(pem.substr(first, pem.find("-----END") - first));
  std::erase(body, '\n');
  return base::Base64Decode(body).value();
}

const Made& Example() {
  static const Made made = [] {
    const std::vector<std::string> names = {"gate.example"};
    Made example{.certificate = MakeDevelopmentCertificate(names, 30).value(), .der = {}};
    example.der = DerIn(example.certificate.certificate_pem);
    return example;
  }();
  return made;
}

TEST(ClientCertificate, RFC8705_TheThumbprintIsTheDigestOfTheDer) {
  const auto read = ReadCertificateDer(Example().der);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->thumbprint, base::Base64UrlEncode(base::Characters(Sha256(Example().der))));
  EXPECT_EQ(read->thumbprint.size(), 43U);
  const auto pem = ReadCertificatePem(Example().certificate.certificate_pem);
  ASSERT_TRUE(pem);
  EXPECT_EQ(pem->thumbprint, read->thumbprint);
  EXPECT_EQ(pem->not_after, read->not_after);
}

TEST(ClientCertificate, ItsDates) {
  const auto read = ReadCertificateDer(Example().der);
  ASSERT_TRUE(read);
  using std::chrono::seconds;
  EXPECT_FALSE(read->IsValidAt(read->not_before - seconds{1}));
  EXPECT_TRUE(read->IsValidAt(read->not_before));
  EXPECT_TRUE(read->IsValidAt(read->not_after));
  EXPECT_FALSE(read->IsValidAt(read->not_after + seconds{1}));
  EXPECT_GT(read->not_after - read->not_before, std::chrono::days{29});
}

TEST(ClientCertificate, THREATS_ExactlyOneWholeCertificate) {
  const std::string& der = Example().der;
  EXPECT_FALSE(ReadCertificateDer(""));
  EXPECT_FALSE(ReadCertificateDer(der + '\0'));
  EXPECT_FALSE(ReadCertificateDer(der + der));
  for (size_t size = 0; size < der.size(); size += 7) EXPECT_FALSE(ReadCertificateDer(der.substr(0, size))) << size;
  EXPECT_FALSE(ReadCertificateDer(std::string(kMaxCertificateBytes + 1, '0')));

  const std::string& pem = Example().certificate.certificate_pem;
  EXPECT_TRUE(ReadCertificatePem("\n" + pem + "\r\n "));
  EXPECT_FALSE(ReadCertificatePem(""));
  EXPECT_FALSE(ReadCertificatePem(pem + pem));
  EXPECT_FALSE(ReadCertificatePem("words\n" + pem));
  EXPECT_FALSE(ReadCertificatePem(pem + "words"));
  EXPECT_FALSE(ReadCertificatePem(Example().certificate.key_pem));
  EXPECT_FALSE(ReadCertificatePem(pem.substr(0, pem.size() / 2)));
}

}  // namespace
}  // namespace gatehouse::crypto
