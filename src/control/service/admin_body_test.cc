#include "control/service/admin_body.h"

#include <gtest/gtest.h>

#include "base/rfc3339.h"

namespace gatehouse::service {
namespace {

base::Result<AdminBody> Read(const std::string& text) {
  return AdminBody::Read({.method = "POST", .path = "/", .body = text}, {"text", "number", "flag", "list", "time"});
}

TEST(AdminBody, A11_ReadsWhatItKnows) {
  const auto body = Read(R"({"text":"a","number":7,"flag":true,"list":["x","y"],"time":null})");
  ASSERT_TRUE(body);
  EXPECT_EQ(body->Text("text"), "a");
  EXPECT_EQ(body->Integer("number"), 7);
  EXPECT_EQ(body->Flag("flag"), true);
  EXPECT_EQ(body->Texts("list"), (std::vector<std::string>{"x", "y"}));
  EXPECT_FALSE(body->Has("time"));
  EXPECT_FALSE(body->Text("number"));
  EXPECT_TRUE(Read(""));
}

TEST(AdminBody, A11_RefusesWhatItDoesNot) {
  for (const char* text : {"[]", "7", "{", R"({"other":1})", R"({"text":{}})", R"({"list":[1]})", R"({"number":1.5})",
                           R"({"text":"a","text":"b"})"}) {
    EXPECT_FALSE(Read(text)) << text;
  }
}

TEST(AdminBody, B5_TimesAreWrittenOneWay) {
  const auto time = [](const std::string& text) { return Read(R"({"time":)" + text + "}")->Time("time"); };
  const base::Wall wall{std::chrono::seconds(1'769'860'800)};
  EXPECT_EQ(time(R"("2026-01-31T12:00:00Z")"), wall);
  EXPECT_EQ(time("1769860800"), wall);
  EXPECT_EQ(base::TimeText(wall), "2026-01-31T12:00:00Z");
  for (const char* text : {R"("2026-02-30T12:00:00Z")", R"("2026-01-31")", R"("2026-01-31T24:00:00Z")", "-1",
                           R"("2026-01-31T12:00:00+01:00")", R"("")", "99999999999999"}) {
    EXPECT_FALSE(time(text)) << text;
  }
}

}  // namespace
}  // namespace gatehouse::service
