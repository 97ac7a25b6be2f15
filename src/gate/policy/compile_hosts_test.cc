// `host` of routes.
#include "gate/policy/policy_test_support.h"
#include "gate/policy/warnings.h"

namespace gatehouse::gate {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view kTwoServices = R"(
upstreams: { api: "http://127.0.0.1:9001", app: "http://127.0.0.1:9002" }
routes:
  - { host: api.example, path: "/*", upstream: api }
  - { host: [app.example, WWW.App.Example], path: "/*", upstream: app, auth: none }
)";

TEST(PolicyHosts, TheSamePathOnTwoHostsHasTwoRoutes) {
  const Policy policy = Compiled(WithTokens(kTwoServices));
  const Route& api = RouteOf(policy, "GET", "/x", "api.example");
  const Route& app = RouteOf(policy, "GET", "/x", "www.app.example");
  EXPECT_EQ(policy.upstreams[*api.upstream].name, "api");
  EXPECT_EQ(policy.upstreams[*app.upstream].name, "app");
  EXPECT_EQ(api.label, "api.example/*");
  EXPECT_EQ(app.label, "app.example,+1/*");
  EXPECT_THAT(app.hosts, ElementsAre("app.example", "www.app.example"));
  EXPECT_EQ(RouteOf(policy, "GET", "/x", "other.example").label, "unlisted");
}

TEST(PolicyHosts, LabelsAndAllowListsAreOfOneHost) {
  const Policy policy =
      Compiled(WithTokens("routes:\n"
                          "  - { host: api.example, path: /m, methods: [POST] }\n"
                          "  - { host: api.example, path: /m, methods: [PUT] }\n"
                          "  - { host: app.example, path: /m, methods: [DELETE] }\n"
                          "  - { path: /m, methods: [GET] }\n"));
  const Route& route = RouteOf(policy, "POST", "/m", "api.example");
  EXPECT_EQ(route.label, "POST api.example/m");
  EXPECT_EQ(route.allow, "POST, PUT");
  EXPECT_EQ(RouteOf(policy, "GET", "/m").allow, "GET");
}

TEST(PolicyHosts, EachHostHasItsOwnLimits) {
  const Policy policy =
      Compiled(WithTokens("routes:\n"
                          "  - { host: api.example, path: /m, limit: 10/minute }\n"
                          "  - { host: app.example, path: /m, limit: 10/minute }\n"));
  EXPECT_NE(RouteOf(policy, "GET", "/m", "api.example").limits.front().id,
            RouteOf(policy, "GET", "/m", "app.example").limits.front().id);
}

TEST(PolicyHosts, AHostThatCannotBeIsNamedWithItsPlace) {
  const auto with = [](const std::string& host) {
    return WithTokens("routes:\n  - { path: /a, host: " + host + " }\n");
  };
  ExpectOneError(with("\"api.example:8443\""), {"gate.yaml:4:23", "A host has no port", "write the name alone"});
  ExpectOneError(with("[api.example, https://app.example]"), {"gate.yaml:4:37", "A host has no scheme"});
  ExpectOneError(with("\"*\""), {"names no host", "take 'host' out"});
  ExpectOneError(with("\"api.*\""), {"'*' stands for whole labels"});
  ExpectOneError(with("[api.example, API.example]"), {"The host is named twice: 'API.example'"});
  ExpectOneError(with("[]"), {"'host' names none"});
}

TEST(PolicyHosts, TheSameHostAndPathTwiceIsAFault) {
  ExpectOneError(
      WithTokens("routes:\n  - { host: a.example, path: /a }\n  - { host: [b.example, A.example], path: /a/ }\n"),
      {"gate.yaml:5", "The path has two routes for any method: 'a.example/a/'"});
  EXPECT_THAT(ErrorsOf(WithTokens("routes:\n  - { host: a.example, path: /a }\n  - { path: /a }\n"
                                  "  - { host: \"*.example\", path: /a }\n")),
              ElementsAre());
}

constexpr std::string_view kWithPeople =
    "listen: 127.0.0.1:8443\ncontrol: { people: {}, metrics: true }\n"
    "tokens: { issuer: i, audience: a, keys: k.pem }\nupstream: http://127.0.0.1:9000\n";

TEST(PolicyHosts, TheGatesOwnPagesAreOnEveryHost) {
  const Policy policy = Compiled(std::string(kWithPeople) +
                                 "routes:\n  - { host: app.example, path: \"/*\", auth: session }\n"
                                 "  - { host: \"*.apps.example\", path: \"/*\", token_in: ticket }\n");
  for (const char* host : {"app.example", "a.apps.example", "other.test"}) {
    for (const char* path : {"/_gatehouse/login", "/_gatehouse/metrics"}) {
      EXPECT_EQ(policy.upstreams[RouteOf(policy, "GET", path, host).upstream.value_or(0)].name, "control")
          << host << path;
    }
  }
}

TEST(PolicyHosts, ARouteOfAHostLeavesTheProfilesRouteToTheOthers) {
  const Policy policy =
      Compiled(std::string(kWithPeople) +
               "routes:\n  - { host: app.example, path: /_gatehouse/metrics, methods: [GET], auth: deny, "
               "upstream: control }\n");
  EXPECT_EQ(RouteOf(policy, "GET", "/_gatehouse/metrics", "app.example").auth, Auth::kDeny);
  EXPECT_EQ(RouteOf(policy, "GET", "/_gatehouse/metrics", "other.test").auth, Auth::kEither);
}

TEST(PolicyHosts, PasswordsDoNotGoToTheServiceOfAHost) {
  ExpectOneError(std::string(kWithPeople) + "routes:\n  - { host: app.example, path: /_gatehouse/login, auth: none }\n",
                 {"is a path of the control daemon, and this route names no upstream"});
}

std::vector<std::string> Warned(std::string_view routes) {
  const Policy policy = Compiled(WithTokens("paths: case_insensitive\nroutes:\n" + std::string(routes)));
  std::vector<std::string> texts;
  for (const base::Error& warning : WarningsOf(policy)) texts.push_back(warning.Text());
  return texts;
}

TEST(PolicyHosts, AHostThatOpensAStricterRouteIsWarnedOf) {
  EXPECT_THAT(Warned("  - { path: \"/admin/*\", require: { role: admin } }\n"
                     "  - { host: app.example, path: \"/*\", auth: none }\n"),
              ElementsAre(HasSubstr("/admin/*: On the host app.example, the route app.example/* applies to this path "
                                    "instead, which is less strict")));
  EXPECT_THAT(Warned("  - { host: \"*.example\", path: \"/admin/{id}\", auth: deny }\n"
                     "  - { host: app.example, path: \"/*\" }\n"),
              ElementsAre(HasSubstr("On the host app.example")));
}

TEST(PolicyHosts, NoStricterRouteNoWarning) {
  EXPECT_THAT(Warned("  - { path: \"/admin/*\", require: { role: admin } }\n"
                     "  - { host: app.example, path: \"/*\", auth: deny }\n"
                     "  - { host: \"*.org.test\", path: \"/open\", auth: none }\n"),
              ElementsAre());
  EXPECT_THAT(Warned("  - { host: a.example, path: \"/admin/*\", require: { role: admin } }\n"
                     "  - { host: b.example, path: \"/*\", auth: none }\n"),
              ElementsAre())
      << "each is for its own host only";
}

}  // namespace
}  // namespace gatehouse::gate
