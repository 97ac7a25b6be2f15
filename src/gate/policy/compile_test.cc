// The compiler as a whole: shapes, repeated and unknown keys, everything that is wrong at once.
#include "gate/policy/policy_test_support.h"

namespace gatehouse::gate {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(CompilePolicy, TheTenLinesOfTheReadmeAreAPolicy) {
  const Policy policy = Compiled(R"(profile: droplet
environment: development
listen: 127.0.0.1:8443
upstream: http://127.0.0.1:9000
mode: enforce
routes:
  - { path: /health, auth: none }
  - { path: /message, methods: [POST], limit: 100/minute, inspect: udc }
  - { path: /process, limit: 10/minute per identity, require: { role: operator } }
)");
  EXPECT_EQ(policy.routes.size(), 3U);
  EXPECT_EQ(RouteOf(policy, "GET", "/process").require.any_role, std::vector<std::string>{"operator"});
}

TEST(CompilePolicy, AllErrorsAtOnceInTheOrderOfTheText) {
  EXPECT_THAT(
      ErrorsOf("profile: droplett\n"
               "environment: prod\n"
               "lisen: 127.0.0.1:8443\n"
               "mode: enforce\n"
               "mode: observe\n"
               "workers: many\n"
               "cors: { origins: [\"*\"], credentials: true }\n"
               "body: [1]\n"
               "routes:\n"
               "  - { path: /a, limit: 0/minute }\n"
               "  - { path: b }\n"
               "  - { path: /c, upstream: nowhere }\n"),
      ElementsAre(
          HasSubstr("gate.yaml: 'upstream' is missing"), HasSubstr("gate.yaml:1:10: 'profile' cannot be 'droplett'"),
          HasSubstr("gate.yaml:2:14: Invalid environment"),
          HasSubstr("gate.yaml:3:1: Unknown key 'lisen' (did you mean 'listen'?)"),
          HasSubstr("gate.yaml:5:1: The key 'mode' is written twice"), HasSubstr("gate.yaml:6:10: 'workers' must be"),
          HasSubstr("gate.yaml:7:19: Origin '*'"), HasSubstr("gate.yaml:8:7: 'body' must be a mapping, not a list"),
          HasSubstr("gate.yaml:10:24: '0/minute'"), HasSubstr("gate.yaml:11:7: The path does not begin"),
          HasSubstr("gate.yaml:12:27: Unknown upstream 'nowhere'")));
}

TEST(CompilePolicy, EveryErrorSaysWhatToDo) {
  const auto policy =
      Compile("profile: x\ntls: 1\nworkers: -1\nlisten: [{}]\nbody: { max_bytes: x }\nroutes: [{ auth: x }]\n");
  ASSERT_FALSE(policy);
  EXPECT_GE(policy.error().size(), 7U);
  for (const auto& error : policy.error()) EXPECT_FALSE(error.fix.empty()) << error.Text();
}

TEST(CompilePolicy, WrongShapesAreToldOncePerKey) {
  ExpectOneError(Plain("listen: { host: x }\n"), {"'listen' must be text or a list of texts, not a mapping"});
  ExpectOneError(Plain("limits:\n"), {"'limits' has no value"});
  ExpectOneError(Plain("workers: \"4\"\n"), {"'workers' must be a whole number, not quoted text"});
  ExpectOneError(Plain("workers: 257\n"), {"'workers' is out of range: '257'", "from 0 to 256"});
  ExpectOneError(Plain("ipv6_prefix: 8\n"), {"out of range"});
  ExpectOneError(Plain("observe: [[cors]]\n"), {"Each entry of 'observe' must be text, not a list"});
  ExpectOneError(Plain("droplets: [http://a]\n"), {"'droplets' must be a mapping of names to texts, not a list"});
  ExpectOneError(Plain("cors: { max_age: 600 }\n"), {"'max_age' must be a duration"});
  ExpectOneError(Plain("cors: { max_age: 2d }\n"), {"out of range"});
  ExpectOneError("upstream: {}\nunlisted: deny\n", {"'upstream' must be text or a list of texts"});
}

TEST(CompilePolicy, VariablesAreNotExpanded) {
  ExpectOneError("unlisted: deny\nupstream: ${UPSTREAM}\n", {"'${UPSTREAM}' is not an upstream"});
}

TEST(CompilePolicy, WhatIsNoYamlIsOneError) {
  ExpectOneError("upstream: [\n", {"This is not YAML"});
  ExpectOneError("", {"gate.yaml: The policy is empty"});
}

}  // namespace
}  // namespace gatehouse::gate
