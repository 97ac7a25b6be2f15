#include <gtest/gtest.h>

#include "audit/checks/testing_repository.h"

namespace gatehouse::audit {
namespace {

// How many of the six names are missing; in a folder without git the file's lines alone count. With git:
// tests/audit/test_repository.py.
size_t Missing(const std::string& text) {
  return testing::ResultsOf(GitignoreCheck(), {{".gitignore", text}}).findings().size();
}

TEST(Gitignore, B4_B5_EachOfTheSixNames) {
  EXPECT_EQ(Missing(""), 6);
  EXPECT_EQ(Missing(".env\n.env.local\n.env.production\n*.pem\n*.key\nsecrets/\n"), 0);
  EXPECT_EQ(Missing(".env\r\n.env.local\r\n.env.production\r\n*.pem\r\n*.key\r\nsecrets/\r\n"), 0);
  EXPECT_EQ(Missing("\xEF\xBB\xBF.env*\n**/*.pem\n*.key  \n/secrets"), 0);
  EXPECT_EQ(Missing(".env.*\n*.pem\n*.key\nsecrets/**\n"), 1);
  EXPECT_EQ(Missing("# .env\n.env.example\n*.pem\n*.key\nsecrets/*\n"), 3);
}

TEST(Gitignore, B4_B5_ALaterLineTakesItBack) {
  EXPECT_EQ(Missing(".env*\n*.pem\n*.key\nsecrets/\n!.env\n!*.pem\n!.env.example\n"), 2);
}

}  // namespace
}  // namespace gatehouse::audit
