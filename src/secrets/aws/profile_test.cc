#include "secrets/aws/profile.h"

#include <gtest/gtest.h>

#include "secrets/aws/credentials.h"

namespace gatehouse::secrets {
namespace {

TEST(IniValue, C1_FindsWhatTheAwsCommandLineFinds) {
  constexpr std::string_view kText =
      "key = before\n[default]\nkey=a=b\n# key = comment\n; key = comment\n  key = goes on\n[ team ]\r\nkey =  spaced "
      "\r\n"
      "key = last\nempty =\n[profile other]\nkey = o";
  EXPECT_EQ(IniValue(kText, "default", "key"), "a=b");
  EXPECT_EQ(IniValue(kText, "team", "key"), "last");
  EXPECT_EQ(IniValue(kText, "team", "empty"), "");
  EXPECT_EQ(IniValue(kText, "profile other", "key"), "o");
  EXPECT_FALSE(IniValue(kText, "other", "key"));
  EXPECT_FALSE(IniValue(kText, "default", "none"));
  EXPECT_FALSE(IniValue("", "default", "key"));
}

TEST(IsAwsRegion, C1_IsAPartOfAHostName) {
  EXPECT_TRUE(IsAwsRegion("eu-central-1"));
  for (const char* wrong : {"", "eu.central", "evil.example/", "EU-CENTRAL-1", "a@b", "x\n"}) {
    EXPECT_FALSE(IsAwsRegion(wrong)) << wrong;
  }
  EXPECT_FALSE(IsAwsRegion(std::string(33, 'a')));
}

}  // namespace
}  // namespace gatehouse::secrets
