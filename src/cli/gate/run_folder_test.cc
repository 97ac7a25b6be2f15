#include "cli/gate/run_folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

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

TEST_F(RunFolderTest, NamedCertificateIsTakenAndNoneWithoutTls) {
  gate::Policy policy;
  policy.run_dir = folder_;
  policy.tls.certificate = "/etc/gate.crt";
  policy.tls.key = "/etc/gate.key";
  EXPECT_EQ(CertificateFor(policy)->certificate, "/etc/gate.crt");
  EXPECT_EQ(CertificateFor(policy)->key, "/etc/gate.key");
  policy.tls.enabled = false;
  EXPECT_EQ(CertificateFor(policy)->certificate, "");
}

}  // namespace
}  // namespace gatehouse::cli
