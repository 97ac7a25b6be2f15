#include "commands/password_commands.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace gatehouse::commands {
namespace {

TEST(PasswordCommands, ProgramsOfOneNameStandTogetherAndOnce) {
  EXPECT_EQ(ProgramsNamed("http"), "curl lftp");
  EXPECT_EQ(ProgramsNamed("redis"), "redis-cli valkey-cli keydb-cli");
  EXPECT_TRUE(ProgramsNamed("oracle").starts_with("sqlplus "));
  EXPECT_TRUE(ProgramsNamed("login").starts_with("docker "));
  EXPECT_EQ(ProgramsNamed("nobody"), "");
}

TEST(PasswordCommands, WordsBecomeAnExpression) {
  EXPECT_EQ(AnyOf("redis-cli psexec.py a_b"), R"(redis\-cli|psexec\.py|a_b)");
  EXPECT_EQ(AnyOf("<<<"), R"(\<\<\<)");
  EXPECT_EQ(AnyOf(""), "");
}

// Both readers of the table look for words between single blanks, in lower case.
TEST(PasswordCommands, ListsAreWellFormed) {
  const auto check = [](std::string_view words) {
    EXPECT_FALSE(words.empty() || words.starts_with(' ') || words.ends_with(' ') || words.contains("  ")) << words;
    EXPECT_TRUE(std::ranges::none_of(words, [](char c) { return c >= 'A' && c <= 'Z'; })) << words;
  };
  for (const OptionTaker& taker : OptionTakers()) check(taker.programs);
  for (const PairTaker& taker : PairTakers()) check(taker.programs);
  for (const ArgumentTaker& taker : ArgumentTakers()) check(taker.program);
  for (const InputReader& reader : InputReaders()) check(reader.programs);
  check(LoginWords());
}

}  // namespace
}  // namespace gatehouse::commands
