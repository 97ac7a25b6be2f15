#include "secrets/secret_file.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace gatehouse::secrets {
namespace {

class SecretFile : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_NE(mkdtemp(folder_.data()), nullptr); }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  [[nodiscard]] std::string Write(const std::string& name, const std::string& content) const {
    std::ofstream(folder_ + "/" + name, std::ios::binary) << content;
    return folder_ + "/" + name;
  }
  static std::string Read(const std::string& path) {
    const auto fetched = ReadSecretFile(path);
    return fetched ? std::string(fetched->value.Reveal()) : "! " + std::string(Name(fetched.error().fault));
  }
  std::string folder_ = ::testing::TempDir() + "/secretXXXXXX";
};

TEST_F(SecretFile, C6_OneNewlineIsStripped) {
  EXPECT_EQ(Read(Write("a", "value\n")), "value");
  EXPECT_EQ(Read(Write("b", "value\n\n")), "value\n");
  EXPECT_EQ(Read(Write("c", "value")), "value");
  EXPECT_EQ(Read(Write("d", "\n")), "");
  EXPECT_EQ(Read(Write("e", "")), "");
  EXPECT_EQ(Read(Write("f", std::string("\0\n\xff", 3))), std::string("\0\n\xff", 3));
}

TEST_F(SecretFile, C6_IsBounded) {
  EXPECT_EQ(Read(Write("most", std::string(kMaxSecretBytes, 'x') + "\n")).size(), kMaxSecretBytes);
  EXPECT_EQ(Read(Write("more", std::string(kMaxSecretBytes + 2, 'x'))), "! malformed");
  EXPECT_EQ(Read("/dev/zero"), "! misused");
  EXPECT_EQ(Read(folder_), "! misused");
  EXPECT_EQ(Read(folder_ + "/none"), "! absent");
  EXPECT_EQ(Read(Write("file", "x") + "/below"), "! absent");
}

TEST_F(SecretFile, C5_ANewContentIsANewVersion) {
  const std::string path = Write("a", "one");
  const std::string before = ReadSecretFile(path)->version;
  EXPECT_EQ(ReadSecretFile(path)->version, before);
  std::filesystem::rename(Write("b", "two"), path);
  EXPECT_NE(ReadSecretFile(path)->version, before);
}

}  // namespace
}  // namespace gatehouse::secrets
