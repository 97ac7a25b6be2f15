// Headers that a policy lets through, as it says them.
#include "gate/policy/policy_test_support.h"
#include "gate/policy/warnings.h"

namespace gatehouse::gate {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(PolicyRequestHeaders, B1_NamesOfUsersAndAddressesMayBeKept) {
  EXPECT_THAT(Compiled(kPlain).kept_headers, ElementsAre());
  EXPECT_THAT(Compiled(Plain("request_headers_kept: X-User-Id\n")).kept_headers, ElementsAre("X-User-Id"));
  EXPECT_THAT(Compiled(Plain("request_headers_kept: [X-User-Id, remote-user, CF-Connecting-IP]\n")).kept_headers,
              ElementsAre("X-User-Id", "remote-user", "CF-Connecting-IP"));
}

TEST(PolicyRequestHeaders, B1_WhatSpeaksForTheGateOrForAnotherRequestMayNot) {
  for (const char* name : {"X-Gatehouse-Subject", "X-Forwarded-Host", "X-Original-URL", "X-HTTP-Method-Override",
                           "Proxy", "X_User_Id", "X-Real-IP", "X-Accel-Redirect"}) {
    ExpectOneError(Plain("request_headers_kept: [\"" + std::string(name) + "\"]\n"),
                   {"gate.yaml:3:24", "cannot be kept"});
  }
  ExpectOneError(Plain("request_headers_kept: [Accept]\n"), {"gate.yaml:3:24", "goes on to the services anyway"});
  ExpectOneError(Plain("request_headers_kept: [api_key]\n"), {"goes on to the services anyway"});
  ExpectOneError(Plain("request_headers_kept: [\"X User\"]\n"), {"is not a header name"});
  ExpectOneError(Plain("request_headers_kept: [X-User-Id, x-user-id]\n"), {"is written twice"});
}

TEST(PolicyRequestHeaders, B1_CheckSaysWhatIsGivenUp) {
  const auto warnings = WarningsOf(Compiled(Plain("request_headers_kept: [X-User-Id]\n")));
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_THAT(warnings[0].what, HasSubstr("X-User-Id"));
  EXPECT_EQ(warnings[0].where, "request_headers_kept");
}

}  // namespace
}  // namespace gatehouse::gate
