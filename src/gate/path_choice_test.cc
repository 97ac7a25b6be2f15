// A path that can be read in more than one way, on policies whose routes say how their services read such paths.
#include "gate/path_choice.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "gate/testing_pipeline.h"

namespace gatehouse::gate {
namespace {

class PathChoice : public PipelineFixture {
 protected:
  void Use(const std::string& routes) {
    const FileReader none = [](const std::string& path) -> base::Result<std::string> {
      return base::Fail("no such file", path);
    };
    Compile("upstream: http://127.0.0.1:9000\nunlisted: deny\nroutes:\n" + routes, "/", none);
  }
  // The route's label, or the log name of the reason.
  std::string Meets(std::string_view target, std::string_view method = "GET") {
    const auto sent = Send(method, target);
    return std::string(sent->decision.allowed() ? sent->exchange.route->label : Describe(sent->decision.reason).name);
  }
};

TEST_F(PathChoice, WithoutAWordItIsRefused) {
  Use("  - { path: /*, auth: none }\n");
  for (const char* target : {"/a%2Fb", "/a%23b", "/a;b", "/a//b", "//a", "/100%25"}) {
    EXPECT_EQ(Meets(target), "path_ambiguous") << target;
  }
  EXPECT_EQ(Meets("/%61"), "/*");
}

TEST_F(PathChoice, LiterallyAnEncodedDelimiterIsACharacterOfItsSegment) {
  Use("  - { path: \"/projects/{id}/issues\", auth: none, path_reading: literal }\n"
      "  - { path: \"/projects/{id}\", auth: none, path_reading: literal }\n"
      "  - { path: \"/queues/%2F/{name}\", auth: none, path_reading: literal }\n");
  EXPECT_EQ(Meets("/projects/group%2Fproject"), "/projects/{id}");
  EXPECT_EQ(Meets("/projects/group%2Fsub%2Fproject/issues"), "/projects/{id}/issues");
  EXPECT_EQ(Meets("/projects/a%23b%3Fc"), "/projects/{id}");
  EXPECT_EQ(Meets("/projects/a;v=1"), "/projects/{id}");
  EXPECT_EQ(Meets("/projects/100%25"), "/projects/{id}");
  EXPECT_EQ(Meets("/queues/%2f/orders"), "/queues/%2F/{name}");
  EXPECT_EQ(Meets("/projects%2Fgroup"), "path_ambiguous");
  EXPECT_EQ(Meets("/projects/a/b"), "route_denied") << "an unlisted path as ever";
}

TEST_F(PathChoice, DecodedItIsStructure) {
  Use("  - { path: /api/items, auth: none, path_reading: decoded }\n"
      "  - { path: \"/files/*\", auth: none, path_reading: decoded }\n");
  for (const char* target :
       {"/api%2Fitems", "/api//items", "//api/items", "/api/items;jsessionid=1", "/api;v=1/items;w"}) {
    EXPECT_EQ(Meets(target), "/api/items") << target;
  }
  EXPECT_EQ(Meets("/files%2Fa%2Fb"), "/files/*");
  EXPECT_EQ(Meets("/api%2Fothers"), "path_ambiguous");
}

TEST_F(PathChoice, THREATS_AnotherReadingMustNotMeetARouteThatAsksForMore) {
  Use("  - { path: /*, auth: none, path_reading: literal }\n"
      "  - { path: /d/*, auth: none, path_reading: decoded }\n"
      "  - { path: /admin/*, auth: deny }\n"
      "  - { path: /form, auth: none, same_origin: true }\n"
      "  - { path: /read, auth: none, methods: [GET] }\n"
      "  - { path: /json, auth: none, inspect: json }\n");
  for (const char* target :
       {"/admin%2Fx", "/admin;/x",      "/admin;x=1",     "/;/admin",         "//admin",   "///admin/x",   "/admin%23",
        "/admin%3Fx", "/admin//",       "//host/admin/x", "/%2Fhost%2Fadmin", "/%2Fadmin", "/%61dmin%2Fx", "/admin%3B",
        "/admin%2F",  "/;x//admin%2Fy", "/d/..%2Fadmin",  "/form;x",          "/json%23x", "//d/admin/x"}) {
    EXPECT_EQ(Meets(target), "path_ambiguous") << target;
  }
  EXPECT_EQ(Meets("/read;x", "DELETE"), "path_ambiguous") << "a method that the other route does not take";
  EXPECT_EQ(Meets("/read;x"), "/*");
  EXPECT_EQ(Meets("/read;x", "OPTIONS"), "path_ambiguous");
  EXPECT_EQ(Meets("/x%2Fadmin"), "/*");
  EXPECT_EQ(Meets("/d/x;y"), "/d/*");
}

TEST_F(PathChoice, APreflightIsReadAsTheRequestBehindIt) {
  Use("  - { path: /api/*, auth: none, methods: [GET], path_reading: literal }\n"
      "  - { path: \"/api/{project}/issues\", auth: none, methods: [GET], path_reading: literal }\n"
      "cors: { origins: [\"https://app.example\"] }\n");
  EXPECT_EQ(Meets("/api/g%2Fp/issues"), "GET /api/{project}/issues");
  const auto sent = Send("OPTIONS", "/api/g%2Fp/issues",
                         {{"Origin", "https://app.example"}, {"Access-Control-Request-Method", "GET"}});
  EXPECT_TRUE(sent->decision.allowed());
  EXPECT_TRUE(sent->exchange.cors.preflight);
}

TEST_F(PathChoice, THREATS_WhatAStricterRouteTakesLiterallyIsItsOwn) {
  Use("  - { path: /api/*, auth: none, path_reading: literal }\n"
      "  - { path: \"/api/{project}/admin\", auth: deny, path_reading: literal }\n");
  EXPECT_EQ(Meets("/api/g%2Fp/admin"), "route_denied");
  EXPECT_EQ(Meets("/api/g%2Fadmin"), "path_ambiguous") << "decoded, it is the denied route's";
  EXPECT_EQ(Meets("/api/g%2Fp/issues"), "/api/*");
}

TEST_F(PathChoice, THREATS_DotSegmentsAndDoubledEncodingStayShut) {
  Use("  - { path: /*, auth: none, path_reading: literal }\n"
      "  - { path: /d/*, auth: none, path_reading: decoded }\n");
  for (const std::string start : {"/public/", "/d/"}) {
    for (const char* trick : {"../admin", "..%2fadmin", "%2e%2e%2fadmin", "..;/admin", "x%2f..%2fadmin", "x;/../admin",
                              "%252e%252e/x", "a%252fb", "x%5c..%5cx", "x%00", "..%23", "%c0%ae%c0%ae%2fx"}) {
      EXPECT_EQ(Meets(start + trick), "path_ambiguous") << start << trick;
    }
  }
}

TEST_F(PathChoice, EncodedLettersMeetTheRuleOfThePlainOnes) {
  Use("  - { path: /*, auth: none }\n  - { path: /admin/*, auth: deny }\n");
  for (const char* target : {"/%61dmin", "/adm%69n/x", "/%61%64%6D%69%6E", "/admin/%78"}) {
    EXPECT_EQ(Meets(target), "route_denied") << target;
  }
  EXPECT_EQ(Meets("/%7Euser"), "/*");
  EXPECT_EQ(Meets("/%41dmin"), "/*");
}

TEST_F(PathChoice, EncodedCapitalsToo) {
  Use("  - { path: /*, auth: none }\n  - { path: /admin/*, auth: deny }\npaths: case_insensitive\n");
  for (const char* target : {"/%41dmin", "/ADMI%4E", "/%41%44%4D%49%4E/x", "/Admin"}) {
    EXPECT_EQ(Meets(target), "route_denied") << target;
  }
}

TEST_F(PathChoice, ThousandsOfDoubtsCostLittle) {
  Use("  - { path: /*, auth: none, path_reading: literal }\n  - { path: /admin/*, auth: deny }\n");
  std::string target = "/";
  while (target.size() + 12 < kMaxTargetBytes) target += "a%2Fb;c%23//";
  EXPECT_EQ(Meets(target), "/*");
}

}  // namespace
}  // namespace gatehouse::gate
