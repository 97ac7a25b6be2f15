#include "control/service/admin_body.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/rfc3339.h"
#include "control/service/admin_answer.h"

namespace gatehouse::service {
namespace {

constexpr AdminMember kMembers[] = {{"text"},
                                    {"number", AdminType::kInteger},
                                    {"flag", AdminType::kFlag},
                                    {"list", AdminType::kTexts},
                                    {"time", AdminType::kTime},
                                    {"secret", AdminType::kSecret}};

base::Result<AdminBody> Read(const std::string& text, std::span<const AdminMember> members = kMembers) {
  return AdminBody::Read({.method = "POST", .path = "/", .body = text}, members);
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

TEST(AdminBody, A11_EveryMemberIsOfItsType) {
  constexpr std::pair<std::string_view, std::string_view> kGood[] = {{"text", R"("7")"}, {"number", "7"},
                                                                     {"flag", "true"},   {"list", R"(["7"])"},
                                                                     {"time", R"("7")"}, {"secret", R"("7")"}};
  const auto is_text = [](std::string_view name) { return name == "text" || name == "time" || name == "secret"; };
  for (const auto& [name, unused] : kGood) {
    for (const auto& [other, value] : kGood) {
      const auto body = Read("{\"" + std::string(name) + "\":" + std::string(value) + "}");
      const bool fits = name == other || (is_text(name) && is_text(other)) || (name == "time" && other == "number");
      EXPECT_EQ(body.has_value(), fits) << name << ' ' << value;
      if (fits) {
        EXPECT_TRUE(body->Has(name));
      } else {
        EXPECT_EQ(body.error().where, name);
      }
    }
  }
}

TEST(AdminBody, A11_WhatIsRequiredIsThere) {
  constexpr AdminMember kOne[] = {{"name", AdminType::kText, true}};
  for (const char* text : {"", "{}", R"({"name":null})"}) {
    const auto body = Read(text, kOne);
    ASSERT_FALSE(body) << text;
    EXPECT_EQ(body.error().where, "name");
  }
  EXPECT_TRUE(Read(R"({"name":""})", kOne)) << "whether it may be empty is for the call to say";
}

TEST(AdminBody, B4_ASecretIsTakenOnceAndIsNoText) {
  auto body = Read(R"({"secret":"brass lantern"})");
  ASSERT_TRUE(body);
  EXPECT_FALSE(body->Text("secret"));
  EXPECT_TRUE(body->Has("secret"));
  EXPECT_EQ(body->TakeSecret("secret").Reveal(), "brass lantern");
  EXPECT_TRUE(body->TakeSecret("secret").empty());
}

TEST(AdminRoute, A11_TheHandlerSeesOnlyWhatTheCallTakes) {
  int handled = 0;
  const HttpRoute route = AdminRoute(AdminCall::kRevoke, [&](const HttpRequest&, AdminBody& body) {
    ++handled;
    return AdminAnswer(kDone, {{"what", *body.Text("what")}});
  });
  EXPECT_EQ(route.method, "POST");
  EXPECT_EQ(route.path, "/admin/revoke");
  const auto ask = [&](const char* body) { return route.handle({.method = "POST", .path = route.path, .body = body}); };
  EXPECT_EQ(ask(R"({"what":"jti","value":"x"})").body, R"({"what":"jti"})");
  for (const char* body :
       {"", "{", "[]", R"({"what":"jti"})", R"({"what":7,"value":"x"})", R"({"what":"jti","value":"x","for":"1h"})"}) {
    const HttpResponse fault = ask(body);
    EXPECT_EQ(fault.status, kUnreadable) << body;
    EXPECT_EQ(fault.headers.front().second, "application/problem+json");
  }
  EXPECT_EQ(handled, 1);
}

TEST(AdminFault, SaysWhatWhereAndWhatToDo) {
  EXPECT_EQ(AdminFault(kConflict, {"is retired", "droplet-14", "enrol another"}).body,
            R"({"type":"about:blank","status":409,"detail":"is retired","where":"droplet-14","fix":"enrol another"})");
  EXPECT_EQ(AdminFault(kCannotBe, {"a", "", ""}, {{"broken", {"upper"}}}).body,
            R"({"type":"about:blank","status":422,"detail":"a","where":"","fix":"","broken":["upper"]})");
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
