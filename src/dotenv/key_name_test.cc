#include "dotenv/key_name.h"

#include <gtest/gtest.h>

namespace gatehouse::dotenv {
namespace {

using Kind = KeyName::Kind;

const std::string kPrimary = "1DC456C1F79E7F0D0569A9DE2FD1D5AE93FDBAE1";
const std::string kPart = "AAAA56C1F79E7F0D0569A9DE2FD1D5AE93FDBBBB";

GpgKey Key() {
  GpgKey key{.fingerprint = kPrimary, .user = "Anna <anna@example.org>", .addresses = {"anna@example.org"}};
  key.subkeys = {{.fingerprint = kPrimary}, {.fingerprint = kPart, .can_encrypt = true}};
  return key;
}

TEST(KeyName, A2_Kinds) {
  EXPECT_EQ(ReadKeyName(kPrimary).kind, Kind::kFingerprint);
  EXPECT_EQ(ReadKeyName("0x" + kPrimary).text, kPrimary);
  EXPECT_EQ(ReadKeyName("1dc4 56c1 f79e 7f0d 0569  a9de 2fd1 d5ae 93fd bae1").text, kPrimary);
  EXPECT_TRUE(ReadKeyName(kPart + "!").this_part);
  EXPECT_EQ(ReadKeyName("93FDBAE1").kind, Kind::kKeyId);
  EXPECT_EQ(ReadKeyName("0x2FD1D5AE93FDBAE1").kind, Kind::kKeyId);
  EXPECT_EQ(ReadKeyName("Anna@Example.org").text, "anna@example.org");
  EXPECT_EQ(ReadKeyName("Anna <anna@example.org>").text, "anna@example.org");
  EXPECT_EQ(ReadKeyName("<anna@example.org>").kind, Kind::kAddress);
  EXPECT_EQ(ReadKeyName("@example.org").kind, Kind::kAddress);
  EXPECT_EQ(ReadKeyName("anna").kind, Kind::kWords);
  EXPECT_EQ(ReadKeyName("beef").kind, Kind::kWords) << "four digits are a word";
  EXPECT_EQ(ReadKeyName("").kind, Kind::kWords);
}

TEST(KeyName, A2_AnAddressIsTheWholeAddress) {
  const GpgKey key = Key();
  for (const char* name : {"anna@example.org", "ANNA@EXAMPLE.ORG", "<anna@example.org>", "Anna A. <anna@example.org>",
                           "93FDBAE1", "93fdbbbb"}) {
    EXPECT_TRUE(Means(ReadKeyName(name), key)) << name;
  }
  for (const char* name : {"nna@example.org", "anna@example.or", "xanna@example.org", "@example.org", "anna@", "@",
                           "anna@example.org.evil.test", "1DC456C1", "F79E7F0D"}) {
    EXPECT_FALSE(Means(ReadKeyName(name), key)) << name;
  }
}

}  // namespace
}  // namespace gatehouse::dotenv
