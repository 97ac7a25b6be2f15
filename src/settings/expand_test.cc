#include "settings/expand.h"

#include <gtest/gtest.h>

namespace gatehouse::settings {
namespace {

std::string Expanded(std::string_view text) {
  const auto value_of = [](const std::string& name) -> base::Result<base::SecretString> {
    if (name == "BAD") return base::Fail("leads back to itself");
    if (name == "A") return base::SecretString(std::string("one"));
    if (name == "N") return base::SecretString(std::string("${A}"));
    return base::SecretString();
  };
  const auto expanded = ExpandNames(text, value_of);
  return expanded ? std::string(expanded->Reveal()) : "error: " + expanded.error().what;
}

TEST(Expand, C5_NamesInBraces) {
  EXPECT_EQ(Expanded(""), "");
  EXPECT_EQ(Expanded("plain $A $(A) {A}"), "plain $A $(A) {A}");
  EXPECT_EQ(Expanded("${A}-${A}"), "one-one");
  EXPECT_EQ(Expanded("http://${NONE:-localhost}:${A:-1}/"), "http://localhost:one/");
  EXPECT_EQ(Expanded("<${NONE}>"), "<>");
  EXPECT_EQ(Expanded("${NONE:-}"), "");
}

TEST(Expand, C5_WhatIsPutInIsNotLookedAtAgain) { EXPECT_EQ(Expanded("${N}"), "${A}"); }

TEST(Expand, C5_WhatDoesNotEndStays) {
  EXPECT_EQ(Expanded("a${A"), "a${A");
  EXPECT_EQ(Expanded("${A}${"), "one${");
}

TEST(Expand, C5_AnErrorEndsIt) { EXPECT_EQ(Expanded("${A}${BAD}"), "error: leads back to itself"); }

}  // namespace
}  // namespace gatehouse::settings
