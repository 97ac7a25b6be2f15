#include "cli/command_tree.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace gatehouse::cli {
namespace {

class CommandTree : public testing::Test {
 protected:
  Action action_;
  std::unique_ptr<CLI::App> program_ = BuildCommandTree(action_);

  std::optional<UnknownCommand> Unknown(std::vector<const char*> arguments) {
    return FindUnknownCommand(*program_, arguments);
  }
};

TEST_F(CommandTree, EveryCommandHasHelpAndExamples) {
  for (const NamedCommand& named : AllCommands(*program_)) {
    EXPECT_FALSE(named.command->get_description().empty()) << named.path;
    EXPECT_TRUE(named.command->get_footer().starts_with("Examples:\n")) << named.path;
    EXPECT_TRUE(named.command->get_footer().find("gatehouse") != std::string::npos) << named.path;
  }
}

TEST_F(CommandTree, EveryOptionIsExplained) {
  for (const NamedCommand& named : AllCommands(*program_)) {
    for (const CLI::Option* option : Flags(*named.command)) {
      EXPECT_FALSE(option->get_description().empty()) << named.path << " " << option->get_name();
    }
    for (const CLI::Option* option : Positionals(*named.command)) {
      EXPECT_FALSE(option->get_description().empty()) << named.path << " " << option->get_name();
    }
  }
}

TEST_F(CommandTree, HelpIsAscii) {
  const auto ascii = [](const std::string& text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  };
  for (const NamedCommand& named : AllCommands(*program_)) EXPECT_TRUE(ascii(named.command->help())) << named.path;
}

TEST_F(CommandTree, B4_NoOptionTakesASecret) {
  const std::set<std::string> secrets = {"--password", "--secret", "--private-key", "--bearer", "--api-key"};
  for (const NamedCommand& named : AllCommands(*program_)) {
    for (const CLI::Option* option : Flags(*named.command)) {
      for (const std::string& spelling : Spellings(*option)) {
        EXPECT_FALSE(secrets.contains(spelling)) << named.path << " " << spelling;
        // What a key or a token goes by is always the name of a file.
        if (spelling == "--token" || spelling == "--key") {
          EXPECT_EQ(ValueOf(*option).kind, ValueWords::Kind::kFile) << named.path << " " << spelling;
        }
      }
    }
  }
}

TEST_F(CommandTree, DidYouMean) {
  const auto chekc = Unknown({"chekc"});
  ASSERT_TRUE(chekc);
  EXPECT_EQ(chekc->command, "gatehouse");
  EXPECT_EQ(chekc->nearest, "check");
  const auto isue = Unknown({"token", "isue"});
  ASSERT_TRUE(isue);
  EXPECT_EQ(isue->command, "gatehouse token");
  EXPECT_EQ(isue->nearest, "issue");
  EXPECT_EQ(Unknown({"frobnicate"})->nearest, "");
}

TEST_F(CommandTree, KnownCommandsAreKnown) {
  EXPECT_FALSE(Unknown({}));
  EXPECT_FALSE(Unknown({"--help"}));
  EXPECT_FALSE(Unknown({"check", "some-file"}));
  EXPECT_FALSE(Unknown({"explain", "GET", "/health"}));
  EXPECT_FALSE(Unknown({"token", "verify", "--key", "x"}));
}

TEST_F(CommandTree, RepeatedOptionTakesOneValueEach) {
  const std::vector<const char*> line = {"gatehouse", "explain", "-H", "A: [1,2]", "-H", "B: 2", "GET", "/health"};
  program_->parse(static_cast<int>(line.size()), line.data());
  EXPECT_TRUE(action_);
}

TEST_F(CommandTree, WrongValuesAreWrongUsage) {
  const std::vector<std::vector<const char*>> lines = {
      {"gatehouse", "status", "--format", "xml"},
      {"gatehouse", "explain", "GET", "/", "--client-ip", "300.1.1.1"},
      {"gatehouse", "explain", "GET", "/", "-H", "no colon"},
      {"gatehouse", "block", "add", "10.0.0.1/8"},
      {"gatehouse", "block", "add", "192.0.2.1", "--for", "soon"},
      {"gatehouse", "revoke", "add", "everything", "x"},
      {"gatehouse", "token", "keygen", "--out", "a", "--public", "b", "--alg", "none"},
      {"gatehouse", "token", "keygen", "--out", "a", "--public", "b", "--bits", "1024"},
      {"gatehouse", "check", "a", "-c", "b"},
      {"gatehouse"},
  };
  for (const auto& line : lines) {
    Action action;
    const auto program = BuildCommandTree(action);
    EXPECT_THROW(program->parse(static_cast<int>(line.size()), line.data()), CLI::ParseError) << line[line.size() - 1];
    EXPECT_FALSE(action);
  }
}

}  // namespace
}  // namespace gatehouse::cli
