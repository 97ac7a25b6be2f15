#include "cli/terminal/sarif.h"

#include <gtest/gtest.h>

namespace gatehouse::cli {
namespace {

SarifRule Rule(std::string id) {
  return {.id = std::move(id), .title = {}, .help = {}, .level = "error", .score = "8.0", .tags = {}};
}

SarifResult Result(std::string message) {
  return {.message = std::move(message),
          .level = "note",
          .place = {},
          .fingerprint_name = "test/v1",
          .fingerprint = "0123",
          .accepted = {}};
}

TEST(Sarif, A5_A17_RulesStandInTheOrderInWhichTheyAreMet) {
  SarifRun run("tool", "1.0");
  run.Add(Rule("b"), Result("one"));
  run.Add(Rule("a"), Result("two"));
  run.Add(Rule("b"), Result("three"));
  const Value value = run.Take();
  const Value* const driver = value.Find("tool")->Find("driver");
  EXPECT_EQ(driver->TextOf("version"), "1.0");
  ASSERT_EQ(driver->Find("rules")->AsList()->size(), 2U);
  EXPECT_EQ(driver->Find("rules")->AsList()->front().TextOf("id"), "b");
  const Value::List& results = *value.Find("results")->AsList();
  ASSERT_EQ(results.size(), 3U);
  EXPECT_EQ(results[0].Find("ruleIndex")->AsInteger(), 0);
  EXPECT_EQ(results[1].Find("ruleIndex")->AsInteger(), 1);
  EXPECT_EQ(results[2].Find("ruleIndex")->AsInteger(), 0);
  EXPECT_EQ(results[0].TextOf("level"), "note");
}

TEST(Sarif, A5_A17_APlaceSaysAsMuchAsIsKnown) {
  SarifRun run("tool", "");
  SarifResult whole = Result("x");
  whole.place = {.file = "a \xff", .line = 3, .column = 7, .end_column = 9, .snippet = "ghp"};
  SarifResult file = Result("x");
  file.place.file = "b";
  run.Add(Rule("a"), std::move(whole));
  run.Add(Rule("a"), std::move(file));
  run.Add(Rule("a"), Result("x"));
  const Value value = run.Take();
  const Value::List& results = *value.Find("results")->AsList();
  EXPECT_EQ(results[0].TextOf("locations"),
            R"([{"physicalLocation":{"artifactLocation":{"uri":"a%20%FF","uriBaseId":"SRCROOT"},)"
            R"("region":{"startLine":3,"startColumn":7,"endColumn":9,"snippet":{"text":"ghp"}}}}])");
  EXPECT_EQ(results[1].TextOf("locations"),
            R"([{"physicalLocation":{"artifactLocation":{"uri":"b","uriBaseId":"SRCROOT"}}}])");
  EXPECT_EQ(results[2].TextOf("locations"), "[]");
  EXPECT_EQ(value.Find("tool")->Find("driver")->Find("version"), nullptr);
}

TEST(Sarif, A17_WhatHasNotRunIsNotTakenForClean) {
  SarifRun run("tool", "1.0");
  EXPECT_EQ(SarifRun("tool", "1.0").Take().TextOf("invocations"),
            R"([{"executionSuccessful":true,"toolExecutionNotifications":[]}])");
  run.SetFailed();
  run.Note("error", "not run: no network");
  EXPECT_EQ(run.Take().TextOf("invocations"), R"([{"executionSuccessful":false,"toolExecutionNotifications":)"
                                              R"([{"level":"error","message":{"text":"not run: no network"}}]}])");
}

TEST(Sarif, A17_WhatIsAcceptedIsSuppressedWithItsReason) {
  SarifRun run("tool", "1.0");
  SarifResult accepted = Result("x");
  accepted.accepted = "only in tests";
  run.Add(Rule("a"), std::move(accepted));
  run.SetRoot("/srv/a b");
  const Value value = run.Take();
  EXPECT_EQ(value.Find("results")->AsList()->front().TextOf("suppressions"),
            R"([{"kind":"inSource","justification":"only in tests"}])");
  EXPECT_EQ(value.TextOf("originalUriBaseIds"), R"({"SRCROOT":{"uri":"file:///srv/a%20b/"}})");
}

}  // namespace
}  // namespace gatehouse::cli
