// `answers` and `file: { body }` of a route, and `waf`.
#include "gate/policy/policy_test_support.h"

namespace gatehouse::gate {
namespace {

TEST(CompileRouteAnswers, ReadsWhatARouteSays) {
  const Policy policy =
      Compiled(Plain("routes: [{ path: /a, auth: none, answers: { redact: true, canaries: canary-7f3a, escape: [/a, "
                     "'/b/*/c'] } }, { path: /b, auth: none }]\n"));
  ASSERT_EQ(policy.routes.size(), 2U);
  ASSERT_TRUE(policy.routes[0].answers);
  EXPECT_TRUE(policy.routes[0].answers->redact);
  EXPECT_EQ(policy.routes[0].answers->canaries, std::vector<std::string>{"canary-7f3a"});
  EXPECT_EQ(policy.routes[0].answers->escape.size(), 2U);
  EXPECT_FALSE(policy.routes[1].answers);
}

TEST(CompileRouteAnswers, SaysWhatCannotBe) {
  ExpectOneError(Plain("routes: [{ path: /a, auth: none, answers: {} }]\n"), {"'answers' is empty"});
  ExpectOneError(Plain("routes: [{ path: /a, auth: none, answers: { canaries: short } }]\n"), {"from 8 to 200 bytes"});
  ExpectOneError(Plain("routes: [{ path: /a, auth: none, answers: { escape: a } }]\n"), {"begins with '/'"});
  ExpectOneError(Plain("routes: [{ path: /a, auth: none, websocket: true, answers: { redact: true } }]\n"),
                 {"WebSocket"});
}

TEST(CompileRouteAnswers, B8_FilesThatABodyNames) {
  const Policy policy =
      Compiled(Plain("routes: [{ path: /a, auth: none, inspect: json, file: { body: /name, base: /srv } }]\n"));
  ASSERT_TRUE(policy.routes[0].file_name);
  EXPECT_EQ(policy.routes[0].file_name->place, FileNameRule::Place::kBody);
  ExpectOneError(Plain("routes: [{ path: /a, auth: none, file: { body: /name } }]\n"),
                 {"not inspected", "inspect: json"});
  ExpectOneError(Plain("routes: [{ path: /a, auth: none, inspect: json, file: { body: name } }]\n"),
                 {"not a place in JSON"});
  ExpectOneError(Plain("routes: [{ path: /a, auth: none, file: { body: /a, query: b } }]\n"), {"in one way"});
}

TEST(CompileRouteAnswers, CoreRulesAreOffUnlessAskedFor) {
  EXPECT_FALSE(Compiled(Plain("")).crs);
  EXPECT_TRUE(Compiled(Plain("waf: crs\n")).crs);
}

}  // namespace
}  // namespace gatehouse::gate
