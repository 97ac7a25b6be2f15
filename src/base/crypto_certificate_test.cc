#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <memory>
#include <string>
#include <vector>

#include "base/crypto.h"
#include "base/crypto_openssl.h"

namespace gatehouse::crypto {
namespace {

TEST(CryptoCertificate, B9_DevelopmentCertificateHoldsItsKey) {
  const std::vector<std::string> names = {"localhost", "gate.example", "127.0.0.1", "::1"};
  const auto made = MakeDevelopmentCertificate(names, 30);
  ASSERT_TRUE(made);
  const auto certified = PublicKey::FromPem(made->certificate_pem);
  ASSERT_TRUE(certified);
  EXPECT_EQ(certified->Thumbprint(), PrivateKey::FromPem(made->key_pem)->Public().Thumbprint());
}

TEST(CryptoCertificate, B9_DevelopmentCertificateRefusesWhatIsNoName) {
  for (const std::string name : {"", "a,DNS:evil.example", "a b", "a\nb", "*:*"}) {
    const std::vector<std::string> names = {name};
    EXPECT_FALSE(MakeDevelopmentCertificate(names, 30)) << name;
  }
  const std::vector<std::string> good = {"localhost"};
  EXPECT_FALSE(MakeDevelopmentCertificate({}, 30));
  EXPECT_FALSE(MakeDevelopmentCertificate(good, 0));
  EXPECT_FALSE(MakeDevelopmentCertificate(good, 100'000));
}

// Read by OpenSSL as a client reads it.
TEST(CryptoCertificate, B9_SaysWhatAClientChecks) {
  const std::vector<std::string> names = {"gate.example", "*.api.example", "127.0.0.1", "::1"};
  const auto made = MakeDevelopmentCertificate(names, 30);
  ASSERT_TRUE(made);
  const Bio input(BIO_new_mem_buf(made->certificate_pem.data(), static_cast<int>(made->certificate_pem.size())));
  const std::unique_ptr<X509, FreeWith<X509_free>> certificate(
      PEM_read_bio_X509(input.get(), nullptr, nullptr, nullptr));
  ASSERT_TRUE(certificate);
  const auto is_for = [&](const std::string& host) {
    return X509_check_host(certificate.get(), host.data(), host.size(), 0, nullptr) == 1;
  };
  EXPECT_TRUE(is_for("gate.example"));
  EXPECT_TRUE(is_for("v1.api.example"));
  EXPECT_FALSE(is_for("evil.example"));
  EXPECT_FALSE(is_for("Gatehouse development")) << "the subject must not count as a host name";
  EXPECT_EQ(X509_check_ip_asc(certificate.get(), "127.0.0.1", 0), 1);
  EXPECT_EQ(X509_check_ip_asc(certificate.get(), "::1", 0), 1);
  EXPECT_EQ(X509_check_ip_asc(certificate.get(), "127.0.0.2", 0), 0);

  EXPECT_EQ(X509_check_purpose(certificate.get(), X509_PURPOSE_SSL_SERVER, 0), 1);
  EXPECT_EQ(X509_check_purpose(certificate.get(), X509_PURPOSE_SSL_CLIENT, 0), 0);
  EXPECT_EQ(X509_check_ca(certificate.get()), 0) << "it signs nothing but itself";
  EXPECT_EQ(X509_verify(certificate.get(), X509_get0_pubkey(certificate.get())), 1);

  constexpr time_t kDay = 86'400;
  const auto is_valid_in = [&](time_t seconds) {
    time_t then = std::time(nullptr) + seconds;
    return X509_cmp_time(X509_get0_notBefore(certificate.get()), &then) < 0 &&
           X509_cmp_time(X509_get0_notAfter(certificate.get()), &then) > 0;
  };
  EXPECT_TRUE(is_valid_in(0));
  EXPECT_TRUE(is_valid_in(-1800)) << "clocks differ";
  EXPECT_TRUE(is_valid_in(30 * kDay - 60));
  EXPECT_FALSE(is_valid_in(30 * kDay + 60));
}

TEST(CryptoCertificate, B9_IsAnotherEachTime) {
  const std::vector<std::string> names = {"localhost"};
  const auto first = MakeDevelopmentCertificate(names, 1);
  const auto second = MakeDevelopmentCertificate(names, 1);
  ASSERT_TRUE(first && second);
  EXPECT_NE(first->key_pem, second->key_pem);
}

TEST(CryptoCertificate, B9_NamesAreBounded) {
  EXPECT_TRUE(MakeDevelopmentCertificate(std::vector<std::string>(64, "a.example"), 825));
  EXPECT_FALSE(MakeDevelopmentCertificate(std::vector<std::string>(65, "a.example"), 825));
  EXPECT_FALSE(MakeDevelopmentCertificate(std::vector<std::string>(1, "a.example"), 826));
  EXPECT_FALSE(MakeDevelopmentCertificate(std::vector<std::string>(1, std::string(254, 'a')), 30));
}

}  // namespace
}  // namespace gatehouse::crypto
