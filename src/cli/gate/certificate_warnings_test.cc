#include "cli/gate/certificate_warnings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/crypto.h"
#include "base/file.h"
#include "base/testing_folder.h"

namespace gatehouse::cli {
namespace {

using std::chrono::days;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class CertificateWarningsTest : public testing::Test {
 protected:
  // A certificate that ends in 30 days.
  std::string File(const std::string& name, const std::vector<std::string>& hosts) {
    EXPECT_TRUE(base::WriteFile(folder_.At(name), crypto::MakeDevelopmentCertificate(hosts, 30)->certificate_pem));
    return folder_.At(name);
  }
  std::vector<std::string> After(days passed) {
    std::vector<std::string> texts;
    for (const base::Error& warning : CertificateWarnings(policy_, base::ReadClocks().wall + passed)) {
      texts.push_back(warning.where + " " + warning.what);
    }
    return texts;
  }

  base::testing::Folder folder_;
  gate::Policy policy_;
};

TEST_F(CertificateWarningsTest, B9_TheEndOfEachCertificate) {
  EXPECT_THAT(After(days(0)), IsEmpty()) << "the development certificate is renewed by `up`";
  policy_.tls.own.certificate = File("own.pem", {"gate.example"});
  policy_.tls.certificates = {{.files = {File("app.pem", {"app.example"}), ""}, .hosts = {"app.example"}}};
  EXPECT_THAT(After(days(15)), IsEmpty());
  EXPECT_THAT(After(days(17)), ElementsAre(HasSubstr("own.pem The certificate ends soon: 20"), HasSubstr("app.pem")));
  EXPECT_THAT(After(days(31)), ElementsAre(HasSubstr("own.pem The certificate has expired"), HasSubstr("app.pem")));
  policy_.tls.enabled = false;
  EXPECT_THAT(After(days(31)), IsEmpty());
}

TEST_F(CertificateWarningsTest, B9_HostsThatNoCertificateIsFor) {
  policy_.tls.own.certificate = File("own.pem", {"gate.example"});
  policy_.tls.certificates = {{.files = {File("app.pem", {"app.example", "*.apps.example"}), ""}, .hosts = {}}};
  policy_.routes.resize(2);
  policy_.routes[0].hosts = {"gate.example", "app.example", "*.apps.example", "a.apps.example"};
  EXPECT_THAT(After(days(0)), IsEmpty());
  policy_.routes[1].hosts = {"api.example", "a.b.apps.example", "*.example", "api.example"};
  EXPECT_THAT(After(days(0)), ElementsAre(HasSubstr("*.example No certificate is for this host"),
                                          HasSubstr("a.b.apps.example"), HasSubstr("api.example")));
}

}  // namespace
}  // namespace gatehouse::cli
