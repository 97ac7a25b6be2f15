#include "cli/control/client.h"

#include <gtest/gtest.h>

#include <string>

namespace gatehouse::cli {
namespace {

ControlCall With(Value body, std::string password) {
  return {.call = AdminCall::kAddUser, .body = std::move(body), .password = base::SecretString(std::move(password))};
}

TEST(ControlCall, B4_ThePasswordIsAMemberOfTheBody) {
  EXPECT_EQ(BodyText(With(Object({{"name", "ada"}}), "brass lantern")).Reveal(),
            R"({"name":"ada","password":"brass lantern"})");
  EXPECT_EQ(BodyText(With(EmptyObject(), "brass lantern")).Reveal(), R"({"password":"brass lantern"})");
  EXPECT_EQ(BodyText(With(Object({{"name", "ada"}}), "")).Reveal(), R"({"name":"ada"})");
}

TEST(ControlCall, B4_NoCharacterOfAPasswordEndsItsText) {
  EXPECT_EQ(BodyText(With(EmptyObject(), "a\"b\\c")).Reveal(), R"({"password":"a\"b\\c"})");
  const std::string controls(300, '\x1f');
  const auto read = Value::FromJson(BodyText(With(Object({{"name", "ada"}}), controls)).Reveal());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->TextOf("password"), controls);
  EXPECT_EQ(read->TextOf("name"), "ada");
}

}  // namespace
}  // namespace gatehouse::cli
