#include "yaml/problems.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatehouse::yaml {
namespace {

TEST(Problems, AreToldInTheOrderOfTheText) {
  Problems problems("gate.yaml");
  problems.SetBase("profile droplet");
  problems.Add({.in_base = true, .line = 1, .column = 1}, "of the profile");
  problems.Add({.line = 9, .column = 2}, "late");
  problems.Add({.line = 2, .column = 8}, "early, right");
  problems.Add({.line = 2, .column = 3}, "early, left", "fix it");
  problems.Add({}, "whole");
  const auto errors = problems.Take();
  ASSERT_EQ(errors.size(), 5U);
  EXPECT_EQ(errors[0].Text(), "gate.yaml: whole");
  EXPECT_EQ(errors[1].Text(), "gate.yaml:2:3: early, left (fix it)");
  EXPECT_EQ(errors[2].Text(), "gate.yaml:2:8: early, right");
  EXPECT_EQ(errors[3].Text(), "gate.yaml:9:2: late");
  EXPECT_EQ(errors[4].Text(), "profile droplet:1:1: of the profile");
}

TEST(Problems, QuotedTextCannotForgeALineOrFillTheScreen) {
  EXPECT_EQ(Quoted("limit"), "'limit'");
  EXPECT_EQ(Quoted("a\nb\x1b[31m \xc3\xbc!"),
            "'a?b?[31m ?"
            "?!'");
  EXPECT_EQ(Quoted(std::string(500, 'x')).size(), 65U);
}

}  // namespace
}  // namespace gatehouse::yaml
