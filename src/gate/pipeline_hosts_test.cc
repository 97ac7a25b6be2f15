// Requests for several hosts: which routes they meet, and whether another spelling of the host meets others.
#include "gate/testing_pipeline.h"

namespace gatehouse::gate {
namespace {

class PipelineHosts : public PipelineFixture {
 protected:
  void Use(const std::string& more) {
    Compile("upstream: http://127.0.0.1:1\nlisten: 127.0.0.1:8080\ntls: off\ntrusted_proxies: [192.0.2.1]\n" + more,
            "/", [](const std::string&) { return base::Fail("no files here"); });
  }
  // The route's label, or the log name of the reason.
  std::string Meets(std::string_view host, std::string_view target, std::vector<Header> headers = {},
                    std::string_view client = "192.0.2.7", std::string_view method = "GET") {
    host_ = host;
    const auto sent = Send(method, target, std::move(headers), {}, client);
    return std::string(sent->decision.allowed() ? sent->exchange.route->label : Describe(sent->decision.reason).name);
  }
};

constexpr const char* kTwoHosts = R"(
unlisted: deny
routes:
  - { host: api.example, path: /*, auth: none }
  - { host: api.example, path: /admin/*, auth: deny }
  - { host: app.example, path: /*, auth: none }
  - { path: /health, auth: none }
  - { path: /elsewhere/*, auth: none }
)";

TEST_F(PipelineHosts, B1_EachHostHasItsRoutes) {
  Use(kTwoHosts);
  EXPECT_EQ(Meets("api.example", "/x"), "api.example/*");
  EXPECT_EQ(Meets("app.example", "/x"), "app.example/*");
  EXPECT_EQ(Meets("app.example", "/admin/x"), "app.example/*");
  EXPECT_EQ(Meets("api.example", "/admin/x"), "route_denied");
  EXPECT_EQ(Meets("api.example", "/elsewhere/x"), "api.example/*");
}

TEST_F(PipelineHosts, B1_NoSpellingOfTheHostAvoidsItsRoutes) {
  Use(kTwoHosts);
  for (const char* host : {"api.example", "API.Example", "api.example.", "api.example:8080", "Api.Example.:80"}) {
    EXPECT_EQ(Meets(host, "/admin/x"), "route_denied") << host;
    EXPECT_EQ(Meets(host, "/elsewhere/x"), "api.example/*") << host;
  }
}

TEST_F(PipelineHosts, B1_OtherHostsHaveOnlyTheRoutesOfAllHosts) {
  Use(kTwoHosts);
  for (const char* host : {"192.0.2.9", "localhost", "rebound.test", "xapi.example", "api.example.rebound.test"}) {
    EXPECT_EQ(Meets(host, "/x"), "host_unknown") << host;
    EXPECT_EQ(Meets(host, "/health"), "/health") << host;
  }
  EXPECT_EQ(Meets("", "/x"), "host_malformed");
  no_host_needed_ = true;  // HTTP/1.0
  EXPECT_EQ(Meets("", "/x"), "host_unknown");
  EXPECT_EQ(Meets("", "/health"), "/health");
}

TEST_F(PipelineHosts, B1_AnUnlistedPathOfAKnownHostIsUnlisted) {
  Use("unlisted: deny\nroutes:\n  - { host: api.example, path: /a, auth: none }\n");
  EXPECT_EQ(Meets("api.example", "/b"), "route_denied");
  EXPECT_EQ(Meets("app.example", "/a"), "host_unknown");
}

TEST_F(PipelineHosts, WithoutHostsInThePolicyEveryHostIsKnown) {
  Use("unlisted: deny\nroutes:\n  - { path: /a, auth: none }\n");
  EXPECT_EQ(Meets("any.test", "/a"), "/a");
  EXPECT_EQ(Meets("any.test", "/b"), "route_denied");
}

TEST_F(PipelineHosts, AnUnknownHostThatIsOnlyObservedIsUnlisted) {
  Use("mode: observe\nunlisted: deny\nroutes:\n  - { host: api.example, path: /a, auth: none }\n");
  host_ = "app.example";
  const auto sent = Send("GET", "/a");
  EXPECT_TRUE(sent->decision.allowed());
  ASSERT_GE(sent->exchange.observed_count, 1U);
  EXPECT_EQ(sent->exchange.observed[0].reason, Reason::kHostUnknown);
  EXPECT_EQ(sent->exchange.route->label, "unlisted");
}

TEST_F(PipelineHosts, TheNoteAboutAnUnknownHostNamesIt) {
  Use(kTwoHosts);
  host_ = "rebound.test";
  EXPECT_EQ(Send("GET", "/x")->trace.back().note, "rebound.test");
}

TEST_F(PipelineHosts, B9_OnlyATrustedProxyNamesAnotherHostAndOnlyIfThePolicySaysSo) {
  const std::vector<Header> forwarded = {{"X-Forwarded-For", "192.0.2.7"}, {"X-Forwarded-Host", "app.example"}};
  Use(kTwoHosts);
  EXPECT_EQ(Meets("api.example", "/x", forwarded, "192.0.2.1"), "api.example/*") << "without proxy_host";
  Use("proxy_host: true" + std::string(kTwoHosts));
  EXPECT_EQ(Meets("inner.test", "/x", forwarded, "192.0.2.1"), "app.example/*");
  EXPECT_EQ(Meets("api.example", "/x", forwarded, "192.0.2.1"), "app.example/*");
  EXPECT_EQ(Meets("api.example", "/x", forwarded, "192.0.2.7"), "api.example/*") << "a client claims it";
  EXPECT_EQ(Meets("inner.test", "/x", {{"X-Forwarded-Host", "app.example, api.example:443"}}, "192.0.2.1"),
            "api.example/*")
      << "what the last proxy appended";
  EXPECT_EQ(Meets("inner.test", "/x", {}, "192.0.2.1"), "host_unknown");
  EXPECT_EQ(Meets("inner.test", "/x", {{"Forwarded", "for=192.0.2.7;host=\"app.example:8443\""}}, "192.0.2.1"),
            "app.example/*");
}

TEST_F(PipelineHosts, InForwardAuthTheQuestionNamesTheHost) {
  Use("proxy_host: true" + std::string(kTwoHosts));
  passed_on_by_another_ = true;
  EXPECT_EQ(Meets("api.example", "/admin/x", {{"X-Forwarded-Host", "app.example"}}, "192.0.2.1"), "route_denied");
}

TEST_F(PipelineHosts, B8_ATargetOnAnotherHostIsRefused) {
  Use(kTwoHosts);
  EXPECT_EQ(Meets("api.example", "http://api.example:8080/x"), "api.example/*");
  EXPECT_EQ(Meets("api.example", "http://app.example/x"), "host_malformed");
  EXPECT_EQ(Meets("api.example", "http://rebound.test/x"), "host_malformed");
}

TEST_F(PipelineHosts, B8_ReadingsOfAPathAreComparedOnItsHost) {
  Use(R"(
unlisted: deny
routes:
  - { host: api.example, path: "/files/{name}", auth: none, path_reading: literal }
  - { host: api.example, path: /files/secret/*, auth: deny }
  - { host: app.example, path: "/files/{name}", auth: none, path_reading: literal }
)");
  EXPECT_EQ(Meets("api.example", "/files/secret%2Fx"), "path_ambiguous");
  EXPECT_EQ(Meets("app.example", "/files/secret%2Fx"), "app.example/files/{name}");
}

TEST_F(PipelineHosts, B1_ASecondPathIsOnTheSameHost) {
  Use(R"(
unlisted: deny
routes:
  - { host: [api.example, api2.example], path: /*, auth: none }
  - { host: api.example, path: /closed/*, auth: deny }
  - { host: app.example, path: /*, auth: none }
  - { host: "*.wild.example", path: /*, auth: none }
  - { path: /general/*, auth: none }
)");
  const auto move = [this](std::string_view host, std::string_view destination) {
    return Meets(host, "/general/a", {{"Destination", destination}}, "192.0.2.7", "MOVE");
  };
  EXPECT_EQ(move("api.example", "http://API.example:8080/b"), "api.example,+1/*");
  EXPECT_EQ(move("api.example", "/b"), "api.example,+1/*");
  EXPECT_EQ(move("api.example", "http://api.example/closed/b"), "route_denied");
  EXPECT_EQ(move("api.example", "/closed/b"), "route_denied");
  for (const char* other : {"http://app.example/b", "http://api2.example/b", "http://rebound.test/general/b"}) {
    EXPECT_EQ(move("api.example", other), "route_denied") << other;
  }
  EXPECT_EQ(move("app.example", "http://api.example/closed/b"), "route_denied");
  EXPECT_EQ(move("a.wild.example", "http://b.wild.example/b"), "*.wild.example/*") << "the same rules";
  EXPECT_EQ(move("other.test", "http://other.test/general/b"), "/general/*");
  EXPECT_EQ(move("other.test", "/b"), "host_unknown");
}

TEST_F(PipelineHosts, AMethodInTheQueryIsJudgedOnTheSameHost) {
  Use(R"(
unlisted: deny
routes:
  - { host: api.example, path: /a, methods: [POST], auth: none }
  - { host: app.example, path: /a, auth: none }
)");
  EXPECT_EQ(Meets("api.example", "/a?_method=DELETE", {}, "192.0.2.7", "POST"), "method_not_allowed");
  EXPECT_EQ(Meets("app.example", "/a?_method=DELETE", {}, "192.0.2.7", "POST"), "app.example/a");
}

}  // namespace
}  // namespace gatehouse::gate
