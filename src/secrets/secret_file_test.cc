#include "secrets/secret_file.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/testing_folder.h"

namespace gatehouse::secrets {
namespace {

class SecretFile : public ::testing::Test {
 protected:
  static std::string Read(const std::string& path) {
    const auto fetched = ReadSecretFile(path);
    return fetched ? std::string(fetched->value.Reveal()) : "! " + std::string(Name(fetched.error().fault));
  }
  base::testing::Folder folder_;
};

TEST_F(SecretFile, C6_OneNewlineIsStripped) {
  EXPECT_EQ(Read(folder_.Write("a", "value\n")), "value");
  EXPECT_EQ(Read(folder_.Write("b", "value\n\n")), "value\n");
  EXPECT_EQ(Read(folder_.Write("c", "value")), "value");
  EXPECT_EQ(Read(folder_.Write("d", "\n")), "");
  EXPECT_EQ(Read(folder_.Write("e", "")), "");
  EXPECT_EQ(Read(folder_.Write("f", std::string("\0\n\xff", 3))), std::string("\0\n\xff", 3));
}

TEST_F(SecretFile, C6_IsBounded) {
  EXPECT_EQ(Read(folder_.Write("most", std::string(kMaxSecretBytes, 'x') + "\n")).size(), kMaxSecretBytes);
  EXPECT_EQ(Read(folder_.Write("more", std::string(kMaxSecretBytes + 2, 'x'))), "! malformed");
  EXPECT_EQ(Read("/dev/zero"), "! misused");
  EXPECT_EQ(Read(folder_.path()), "! misused");
  EXPECT_EQ(Read(folder_.At("none")), "! absent");
  EXPECT_EQ(Read(folder_.Write("file", "x") + "/below"), "! absent");
}

TEST_F(SecretFile, C5_ANewContentIsANewVersion) {
  const std::string path = folder_.Write("a", "one");
  const std::string before = ReadSecretFile(path)->version;
  EXPECT_EQ(ReadSecretFile(path)->version, before);
  std::filesystem::rename(folder_.Write("b", "two"), path);
  EXPECT_NE(ReadSecretFile(path)->version, before);
}

}  // namespace
}  // namespace gatehouse::secrets
