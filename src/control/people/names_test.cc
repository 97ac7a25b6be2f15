#include "control/people/names.h"

#include <gtest/gtest.h>

namespace gatehouse::people {
namespace {

TEST(PeopleNames, A10_AsTheyAreCompared) {
  EXPECT_EQ(UserName("Ada"), "ada");
  EXPECT_EQ(UserName("  ada.lovelace_1815@engine.example\t"), "ada.lovelace_1815@engine.example");
  EXPECT_EQ(UserName(std::string(64, 'a')), std::string(64, 'a'));
  for (const std::string& nobody :
       {std::string(), std::string("a b"), std::string("ada\n"), std::string("droplet:14"), std::string("ädä"),
        std::string("a'--"), std::string("<b>"), std::string(65, 'a'), std::string("ada\0x", 5)}) {
    EXPECT_FALSE(UserName(nobody).has_value()) << nobody;
  }
}

TEST(PeopleNames, A13_Roles) {
  for (const char* role : {"admin", "Prompt:Editor", "a.b-c_d"}) EXPECT_TRUE(IsRoleName(role)) << role;
  for (const char* role : {"", "two words", "a,b", "a\"b"}) EXPECT_FALSE(IsRoleName(role)) << role;
}

TEST(PeopleNames, A9_NextStaysOnThisHost) {
  for (const char* own : {"/", "/app/", "/app?x=1&y=/z", "/a//b", "/_gatehouse/account", "/caf%C3%A9", "/a#part"}) {
    EXPECT_TRUE(IsOwnPath(own)) << own;
  }
  for (const char* other :
       {"", "app", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example",
        "javascript:alert(1)", "/\t/evil.example", "/\n/evil.example", " /app", "/a b", "/caf\xc3\xa9", "/a\x7f"}) {
    EXPECT_FALSE(IsOwnPath(other)) << other;
  }
  EXPECT_FALSE(IsOwnPath("/" + std::string(kMaxNextBytes, 'a')));
}

TEST(PeopleNames, A9_NextIsNotThePageThatOneComesFrom) {
  for (const char* page : {"/_gatehouse/login", "/_gatehouse/login?next=/a", "/_gatehouse/logout",
                           "/_gatehouse/second-factor", "/_gatehouse/logout#x"}) {
    EXPECT_FALSE(IsOwnPath(page)) << page;
  }
}

}  // namespace
}  // namespace gatehouse::people
