#include "gate/policy/warnings.h"

#include <gtest/gtest.h>

namespace gatehouse::gate {
namespace {

std::vector<base::Error> Warnings(const std::string& yaml, const std::string& schema = {}) {
  const auto none = [&schema](const std::string& path) -> base::Result<std::string> {
    if (!schema.empty() && path.ends_with("/schema.json")) return schema;
    return base::Fail("is not there", path);
  };
  const auto policy =
      CompilePolicy("upstream: http://127.0.0.1:9000\ntokens: { issuer: i, audience: a, keys: k.pem }\n" + yaml,
                    "test.yaml", "/etc", none);
  if (!policy) ADD_FAILURE() << policy.error().front().Text();
  return policy ? WarningsOf(*policy) : std::vector<base::Error>{};
}

TEST(Warnings, AnOrdinaryPolicyHasNone) {
  EXPECT_TRUE(Warnings("routes: [{ path: /health, auth: none }, { path: /message, methods: [POST] }]\n").empty());
}

TEST(Warnings, EachObservedRuleSaysWhatItGivesUp) {
  const auto gate = Warnings("observe: [path, rate_limit]\n");
  ASSERT_EQ(gate.size(), 2U);
  EXPECT_EQ(gate[0].where, "observe");
  const auto route = Warnings("observe: path\nroutes: [{ path: /a, observe: [path, body] }]\n");
  ASSERT_EQ(route.size(), 2U) << "what the whole gate observes is said once";
  EXPECT_EQ(route[1].where, "/a");
  EXPECT_EQ(Warnings("mode: observe\n").size(), 1U);
}

TEST(Warnings, ARouteThatIsStricterThanItsOtherSpelling) {
  for (const char* yaml :
       {"routes: [{ path: /admin/*, require: { role: admin } }]\n", "routes: [{ path: /metrics, auth: deny }]\n",
        "routes: [{ path: \"/u/{id}/keys\", require: { role: a } }]\n"}) {
    ASSERT_EQ(Warnings(yaml).size(), 1U) << yaml;
    EXPECT_TRUE(Warnings("paths: case_insensitive\n" + std::string(yaml)).empty()) << yaml;
  }
  EXPECT_TRUE(Warnings("unlisted: deny\nroutes: [{ path: /admin/*, require: { role: admin } }]\n").empty());
}

TEST(Warnings, AParameterInTheSyntaxOfAFramework) {
  for (const std::string path : {"/users/:id", "/users/<id>/keys", "/users/<int:id>"}) {
    const auto warnings = Warnings("routes: [{ path: \"" + path + "\" }]\n");
    ASSERT_EQ(warnings.size(), 1U) << path;
    EXPECT_EQ(warnings[0].where, path);
    EXPECT_TRUE(warnings[0].fix.starts_with("write {name}")) << warnings[0].fix;
  }
  EXPECT_TRUE(Warnings("routes: [{ path: \"/v1/items:batch\" }, { path: \"/users/{id}\" }]\n").empty());
}

TEST(Warnings, ARegistryThatTellsClientsOfOtherMachinesToCallThemselves) {
  const std::string registry = "control: { registry: {} }\n";
  for (const std::string listen : {"\"*:8443\"", "0.0.0.0:8443", "\"[::]:8443\"", "[127.0.0.1:8443, \"*:8444\"]"}) {
    const auto warnings = Warnings("listen: " + listen + "\n" + registry);
    ASSERT_EQ(warnings.size(), 1U) << listen;
    EXPECT_EQ(warnings[0].where, "control.url");
    EXPECT_TRUE(warnings[0].what.contains("https://localhost")) << warnings[0].what;
  }
  EXPECT_TRUE(Warnings("listen: \"*:8443\"\ncontrol: { url: https://gate.example, registry: {} }\n").empty());
  EXPECT_TRUE(Warnings("listen: \"*:8443\"\ncontrol: { people: {} }\n").empty());
  EXPECT_TRUE(Warnings("listen: 10.0.0.5:8443\n" + registry).empty());
  EXPECT_TRUE(Warnings("listen: [127.0.0.1:8443, \"[::1]:8443\"]\n" + registry).empty());
}

TEST(Warnings, BrowsersThatWouldAskForACertificate) {
  const std::string certificates = "client_certificates: { listen: \"*:8443\" }\n";
  const std::string people = "control: { people: {} }\n";
  const auto warnings = Warnings("listen: \"*:8443\"\n" + certificates + people);
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_EQ(warnings[0].where, "client_certificates.listen");
  EXPECT_TRUE(Warnings("listen: [\"*:443\", \"*:8443\"]\n" + certificates + people).empty());
  EXPECT_TRUE(Warnings("listen: \"*:8443\"\n" + certificates).empty());
  EXPECT_TRUE(Warnings(people).empty());
}

TEST(Warnings, ASchemaThatAsksTwiceAtEachLevel) {
  const std::string route = "routes: [{ path: /search, methods: [POST], auth: none, schema: schema.json }]\n";
  const auto warnings = Warnings(route, R"({"properties":{"a":{"allOf":[{"$ref":"#"},{"$ref":"#"}]}}})");
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_EQ(warnings[0].where, "POST /search");
  EXPECT_TRUE(warnings[0].what.contains("schema_budget"));
  EXPECT_TRUE(Warnings(route, R"({"properties":{"a":{"$ref":"#"}}})").empty());
}

}  // namespace
}  // namespace gatehouse::gate
