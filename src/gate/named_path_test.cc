#include "gate/named_path.h"

#include "gate/testing_pipeline.h"

namespace gatehouse::gate {
namespace {

class NamedPath : public PipelineFixture {
 protected:
  void SetUp() override {
    Compile(R"(
upstream: http://127.0.0.1:1
upstreams: { other: "http://127.0.0.1:2" }
listen: 127.0.0.1:8080
tls: off
trusted_proxies: [192.0.2.1]
unlisted: deny
routes:
  - { path: /files/*, auth: none }
  - { path: /files/more/*, auth: none }
  - { path: /admin/*, auth: deny }
  - { path: /once/*, auth: none, limit: 1/minute per route }
  - { path: /read/*, methods: [GET], auth: none }
  - { path: /checked/*, auth: none, inspect: json }
  - { path: /other/*, auth: none, upstream: other }
)",
            "/", [](const std::string&) { return base::Fail("no files here"); });
  }
  Reason To(std::string_view destination, std::string_view method = "MOVE") {
    return ReasonFor(method, "/files/a", {{"destination", destination}});
  }
  Reason From(std::string_view source) { return ReasonFor("PUT", "/files/a", {{"X-Amz-Copy-Source", source}}); }
};

TEST_F(NamedPath, B1_TheRulesOfTheDestinationApplyToo) {
  for (const char* method : {"MOVE", "COPY"}) {
    EXPECT_EQ(To("http://gate.example/files/b%20c", method), Reason::kAllowed);
    EXPECT_EQ(To("https://gate.example:8443/files/more/b", method), Reason::kAllowed);
    EXPECT_EQ(To("/files/more/b/", method), Reason::kAllowed);
    EXPECT_EQ(To("http://gate.example/admin/x", method), Reason::kRouteDenied);
    EXPECT_EQ(To("/admin/x", method), Reason::kRouteDenied);
    EXPECT_EQ(To("/%61dmin/x", method), Reason::kRouteDenied);
    EXPECT_EQ(To("/nowhere", method), Reason::kRouteDenied) << "unlisted: deny";
    EXPECT_EQ(To("/read/x", method), Reason::kMethodNotAllowed);
    EXPECT_EQ(To("/checked/x", method), Reason::kRouteDenied) << "its body was not judged";
    EXPECT_EQ(To("/other/x", method), Reason::kRouteDenied);
  }
  EXPECT_EQ(To("/once/x"), Reason::kAllowed);
  EXPECT_EQ(To("/once/x"), Reason::kRateLimited);
}

TEST_F(NamedPath, B8_ADestinationWithTwoReadingsIsRefused) {
  for (const char* odd :
       {"", "b", "//admin/x", "/files/../admin/x", "/files/%2e%2e/admin/x", "/files%2F..%2Fadmin", "/a\\b",
        "ftp://gate.example/files/b", "http://user@gate.example/files/b", "/files/b;v=1", "<x>"}) {
    EXPECT_EQ(To(odd), Reason::kPathAmbiguous) << odd;
  }
  EXPECT_EQ(ReasonFor("MOVE", "/files/a", {{"Destination", "/files/b"}, {"destination", "/admin/b"}}),
            Reason::kHeaderRepeated);
}

TEST_F(NamedPath, B1_TheSourceOfACopyIsReadAsAGetOfIt) {
  EXPECT_EQ(From("/files/b"), Reason::kAllowed);
  EXPECT_EQ(From("files/b?versionId=7"), Reason::kAllowed);
  EXPECT_EQ(From("read/b"), Reason::kAllowed) << "a GET of it is allowed";
  EXPECT_EQ(From("admin/b"), Reason::kRouteDenied);
  EXPECT_EQ(From("/admin/b"), Reason::kRouteDenied);
  EXPECT_EQ(From("files/../admin/b"), Reason::kPathAmbiguous);
}

TEST_F(NamedPath, WhatNamesNoSecondPathPasses) {
  EXPECT_EQ(ReasonFor("PROPFIND", "/files/a", {{"Destination", "/admin/x"}}), Reason::kAllowed);
  EXPECT_EQ(ReasonFor("POST", "/files/a", {{"Destination", "Berlin"}}), Reason::kAllowed);
  EXPECT_EQ(ReasonFor("MOVE", "/files/a"), Reason::kAllowed) << "the service refuses it";
  EXPECT_EQ(ReasonFor("PUT", "/files/a", {{"Destination", "/admin/x"}}), Reason::kAllowed);
}

}  // namespace
}  // namespace gatehouse::gate
