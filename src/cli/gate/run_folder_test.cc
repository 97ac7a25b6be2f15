#include "cli/gate/run_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "base/crypto.h"
#include "base/crypto_server_certificate.h"
#include "base/file.h"
#include "base/testing_folder.h"

namespace gatehouse::cli {
namespace {

class RunFolderTest : public testing::Test {
 protected:
  static mode_t ModeOf(const std::string& path) {
    struct stat info{};
    EXPECT_EQ(stat(path.c_str(), &info), 0) << path;
    return info.st_mode & 07777;
  }

  base::testing::Folder above_;
  const std::string folder_ = above_.At("run");
};

TEST_F(RunFolderTest, B9_DevelopmentCertificateIsMadeOnceAndKept) {
  ASSERT_TRUE(PrepareRunFolder(system::RunFolder(folder_)));
  gate::Policy policy;
  policy.run_dir = folder_;
  policy.listen = {{"127.0.0.1", 8443}, {"gate.example", 8443}};
  const auto first = CertificateFor(policy);
  ASSERT_TRUE(first);
  EXPECT_EQ(ModeOf(first->key), 0600U);
  const auto certificate = base::ReadFile(first->certificate);
  ASSERT_TRUE(certificate);
  EXPECT_TRUE(certificate->starts_with("-----BEGIN CERTIFICATE-----"));
  ASSERT_TRUE(CertificateFor(policy));
  EXPECT_EQ(base::ReadFile(first->certificate).value(), *certificate);
}

TEST_F(RunFolderTest, B9_DevelopmentCertificateHasTheHostsOfRoutes) {
  ASSERT_TRUE(PrepareRunFolder(system::RunFolder(folder_)));
  gate::Policy policy;
  policy.run_dir = folder_;
  policy.listen = {{"*", 8443}, {"127.0.0.1", 8444}};
  policy.routes.resize(2);
  policy.routes[0].hosts = {"app.example", "*.apps.example"};
  const auto hosts = [&] {
    return crypto::ReadServerCertificate(base::ReadFile(CertificateFor(policy)->certificate).value())->hosts;
  };
  EXPECT_THAT(hosts(), testing::ElementsAre("localhost", "app.example", "*.apps.example"));
  const auto before = base::ReadFile(CertificateFor(policy)->certificate).value();
  EXPECT_EQ(base::ReadFile(CertificateFor(policy)->certificate).value(), before) << "made once";
  policy.routes[1].hosts = {"app.example", "api.example"};
  EXPECT_THAT(hosts(), testing::ElementsAre("localhost", "app.example", "*.apps.example", "api.example"));
  policy.routes[1].hosts = {"my_app.example", "10.0.0.1"};
  EXPECT_THAT(hosts(), testing::ElementsAre("localhost", "app.example", "*.apps.example", "my_app.example"));
  const auto underscored = base::ReadFile(CertificateFor(policy)->certificate).value();
  EXPECT_EQ(base::ReadFile(CertificateFor(policy)->certificate).value(), underscored);
  for (int i = 0; i < 100; ++i) policy.routes[1].hosts.push_back("h" + std::to_string(i) + ".example");
  EXPECT_EQ(hosts().size(), crypto::kMaxCertificateNames - 3) << "beside three addresses";
}

TEST_F(RunFolderTest, NamedCertificateIsTakenAndNoneWithoutTls) {
  gate::Policy policy;
  policy.run_dir = folder_;
  policy.tls.own.certificate = "/etc/gate.crt";
  policy.tls.own.key = "/etc/gate.key";
  EXPECT_EQ(CertificateFor(policy)->certificate, "/etc/gate.crt");
  EXPECT_EQ(CertificateFor(policy)->key, "/etc/gate.key");
  policy.tls.enabled = false;
  EXPECT_EQ(CertificateFor(policy)->certificate, "");
}

}  // namespace
}  // namespace gatehouse::cli
