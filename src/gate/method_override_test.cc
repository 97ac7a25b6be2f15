#include "gate/method_override.h"

#include "gate/testing_pipeline.h"

namespace gatehouse::gate {
namespace {

constexpr Header kEncoded{"Content-Type", "application/x-www-form-urlencoded"};
constexpr Header kMultipart{"Content-Type", "multipart/form-data; boundary=b"};
constexpr std::string_view kPart = "--b\r\nContent-Disposition: form-data; name=\"_method\"\r\n\r\nDELETE\r\n--b--\r\n";

class MethodOverride : public PipelineFixture {
 protected:
  void SetUp() override {
    Compile(R"(
upstream: http://127.0.0.1:1
listen: 127.0.0.1:8080
tls: off
unlisted: deny
routes:
  - { path: /items, methods: [GET, POST, PATCH], auth: none }
  - { path: /items, methods: [DELETE], auth: none, limit: 1/minute per route }
  - { path: /items, methods: [PUT], auth: none, body: { max_bytes: 10 } }
  - { path: /any, auth: none }
)",
            "/", [](const std::string&) { return base::Fail("no files here"); });
  }
};

TEST_F(MethodOverride, B1_AnotherRouteIsMetToo) {
  EXPECT_EQ(ReasonFor("POST", "/items?_method=delete"), Reason::kAllowed);
  EXPECT_EQ(ReasonFor("POST", "/items?_method=DELETE"), Reason::kRateLimited) << "the other route's limit";
  EXPECT_EQ(ReasonFor("POST", "/items", {kEncoded}, "a=1&_method=DELETE"), Reason::kRateLimited);
  EXPECT_EQ(ReasonFor("POST", "/items", {kMultipart}, kPart), Reason::kRateLimited);
  EXPECT_EQ(ReasonFor("POST", "/items", {kEncoded}, "a=1"), Reason::kAllowed);
  EXPECT_EQ(Send("POST", "/items?_method=DELETE")->exchange.route->label, "DELETE /items");
}

TEST_F(MethodOverride, B1_WhatNoRouteTakesOrDiffersInMoreIsRefused) {
  EXPECT_EQ(ReasonFor("POST", "/items?_method=PURGE"), Reason::kMethodNotAllowed);
  EXPECT_EQ(ReasonFor("POST", "/items", {kEncoded}, "_method=PURGE"), Reason::kMethodNotAllowed);
  EXPECT_EQ(ReasonFor("POST", "/items?_method=PUT"), Reason::kMethodNotAllowed)
      << "its body was not judged by that route";
  EXPECT_EQ(ReasonFor("POST", "/items", {kEncoded}, "_method=PATCH&_method=DELETE"), Reason::kMethodNotAllowed);
}

TEST_F(MethodOverride, B1_WhatChangesNothingPasses) {
  EXPECT_EQ(ReasonFor("POST", "/items", {kEncoded}, "_method=patch"), Reason::kAllowed);
  EXPECT_EQ(ReasonFor("POST", "/items", {kEncoded}, "_method=whatever"), Reason::kAllowed);
  EXPECT_EQ(ReasonFor("POST", "/items", {{"Content-Type", "text/plain"}}, "_method=PURGE"), Reason::kAllowed);
  EXPECT_EQ(ReasonFor("PATCH", "/items", {kEncoded}, "_method=PURGE"), Reason::kAllowed)
      << "only a POST becomes another";
  EXPECT_FALSE(WantsForm(Send("POST", "/any", {kEncoded}, "_method=PURGE")->exchange)) << "nothing hangs on it";
}

}  // namespace
}  // namespace gatehouse::gate
