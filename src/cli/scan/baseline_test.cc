#include "cli/scan/baseline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatehouse::cli {
namespace {

using ::testing::UnorderedElementsAre;

constexpr const char* kOne = "0123456789abcdef";
constexpr const char* kTwo = "fedcba9876543210";

TEST(Baseline, A5_WhatEarlierScansWroteAndPlainFingerprints) {
  const std::string json =
      std::string("{\"rule\": \"x\", \"fingerprint\": \"") + kOne + "\"}\n\n# why\n  " + kTwo + "\n";
  EXPECT_THAT(*ParseBaseline(json, "b"), UnorderedElementsAre(kOne, kTwo));
  const std::string sarif = std::string(R"({"runs": [{"results": [{"partialFingerprints": {"gatehouseScan/v1": ")") +
                            kOne + R"("}}, {"ruleId": "y"}]}, {"tool": 1}]})";
  EXPECT_TRUE(ParseBaseline(sarif, "b")->contains(kOne));
  EXPECT_TRUE(ParseBaseline("", "b")->empty());
  EXPECT_TRUE(ParseBaseline(R"({"not_scanned": "It is encrypted", "file": "a.zip", "fix": null})", "b")->empty());
}

TEST(Baseline, LinesMayEndWithCarriageReturns) {
  const std::string text = std::string("# accepted\r\n\r\n") + kOne + "\r\n" + kTwo + "\r\n";
  EXPECT_THAT(*ParseBaseline(text, "b"), UnorderedElementsAre(kOne, kTwo));
}

// A baseline that is misread would accept nothing, or all.
TEST(Baseline, ALineThatIsNoneIsAnErrorWithItsNumber) {
  for (const std::string line : {"{", "[]", "null", "{\"fingerprint\": \"short\"}", "0123456789abcdeg", "hello"}) {
    const auto known = ParseBaseline("# first\n" + line, "accepted.json");
    ASSERT_FALSE(known) << line;
    EXPECT_EQ(known.error().where, "accepted.json:2");
  }
}

}  // namespace
}  // namespace gatehouse::cli
