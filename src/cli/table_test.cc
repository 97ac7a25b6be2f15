#include "cli/table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "cli/command/help.h"
#include "cli/command/parse.h"

namespace gatehouse::cli {
namespace {

class Table : public testing::Test {
 protected:
  const Program program_ = Gatehouse();

  // Every option and positional, with the command that it belongs to.
  void ForEachOption(const std::function<void(const std::string& path, const Option&)>& look) const {
    for (const Command& command : program_.commands) {
      for (const Option* option : program_.ShownOptions(command)) look(program_.PathOf(command), *option);
      for (const Option& option : command.positionals) look(program_.PathOf(command), option);
    }
  }

  [[nodiscard]] OrFailure<Action> Typed(std::vector<const char*> line) const {
    line.insert(line.begin(), "gatehouse");
    return Parse(program_, line);
  }

  // What is said about a word that is not a command; empty where it is understood.
  [[nodiscard]] std::string Unknown(const std::vector<const char*>& line) const {
    const auto action = Typed(line);
    if (action) return {};
    const std::string& what = action.error().errors.front().what;
    if (!what.contains("is not a command of") && !what.contains("There is no such command")) return {};
    std::string said = action.error().errors.front().what;
    for (const std::string& note : action.error().notes) said += "\n" + note;
    return said;
  }
};

TEST_F(Table, EveryCommandHasHelpAndExamples) {
  for (const Command& command : program_.commands) {
    EXPECT_FALSE(command.help.empty()) << command.words;
    ASSERT_FALSE(command.examples.empty()) << command.words;
    EXPECT_TRUE(std::ranges::any_of(command.examples, [](const std::string& example) {
      return example.contains("gatehouse");
    })) << command.words;
  }
}

TEST_F(Table, EveryOptionIsExplained) {
  ForEachOption([](const std::string& path, const Option& option) {
    EXPECT_FALSE(option.help.empty()) << path << " " << option.names;
  });
}

TEST_F(Table, WordsAreUniqueAndEachGroupStandsBeforeWhatIsInIt) {
  std::set<std::string> seen;
  for (const Command& command : program_.commands) {
    EXPECT_TRUE(seen.insert(command.words).second) << command.words;
    const size_t space = command.words.rfind(' ');
    if (space == std::string::npos) continue;
    const Command* group = program_.Find(command.words.substr(0, space));
    ASSERT_NE(group, nullptr) << command.words;
    EXPECT_TRUE(group->IsGroup()) << command.words;
    EXPECT_TRUE(seen.contains(group->words)) << command.words;
  }
}

TEST_F(Table, AGroupHasCommandsInItAndNothingElseHas) {
  for (const Command& command : program_.commands) {
    EXPECT_EQ(command.IsGroup(), !program_.In(command).empty()) << command.words;
  }
}

TEST_F(Table, HelpIsAscii) {
  for (const Command& command : program_.commands) {
    const std::string help = HelpText(program_, command);
    EXPECT_TRUE(std::ranges::all_of(help, [](char c) { return static_cast<unsigned char>(c) < 0x80; }))
        << command.words;
  }
}

TEST_F(Table, HelpFitsIntoTheTerminal) {
  for (const size_t columns : {60UZ, 72UZ, 80UZ, 100UZ}) {
    for (const Command& command : program_.commands) {
      std::string help = HelpText(program_, command, columns);
      help.resize(std::min(help.size(), help.find("\nExamples:\n")));
      for (size_t at = 0; at < help.size(); at = help.find('\n', at) + 1) {
        EXPECT_LE(help.find('\n', at) - at, columns) << command.words << ": " << help.substr(at, columns);
        if (help.find('\n', at) == std::string::npos) break;
      }
    }
  }
}

TEST_F(Table, ExamplesCanBePasted) {
  for (const Command& command : program_.commands) {
    for (const std::string& example : command.examples) {
      const size_t gap = example.find("   ");
      if (gap == std::string::npos) continue;
      EXPECT_EQ(example[example.find_first_not_of(' ', gap)], '#') << example;
    }
  }
}

TEST_F(Table, ArgumentsAreNamedInCapitals) {
  ForEachOption([](const std::string& path, const Option& option) {
    if (!option.IsPositional()) return;
    EXPECT_TRUE(std::ranges::all_of(option.names, [](char c) { return c >= 'A' && c <= 'Z'; }))
        << path << " " << option.names;
  });
}

TEST_F(Table, TheUsualCommandOfAGroupTakesAnArgument) {
  for (const Command& command : program_.commands) {
    if (command.usual.empty()) continue;
    const Command* usual = program_.Find(command.words + " " + command.usual);
    ASSERT_NE(usual, nullptr) << command.words;
    EXPECT_FALSE(usual->positionals.empty()) << command.words;
  }
}

TEST_F(Table, AnArgumentWithoutTheCommandOfAGroupIsUnderstood) {
  EXPECT_TRUE(Unknown({"block", "192.0.2.1"}).contains("Did you mean 'gatehouse block add TARGET'?"));
  EXPECT_TRUE(Unknown({"block", "2001:db8::/64"}).contains("Did you mean 'gatehouse block add TARGET'?"));
  EXPECT_TRUE(Unknown({"incident", "3"}).contains("Did you mean 'gatehouse incident show ID'?"));
  EXPECT_TRUE(Unknown({"revoke", "jti", "x"}).contains("Did you mean 'gatehouse revoke add WHAT'?"));
  EXPECT_FALSE(Unknown({"block", "everybody"}).contains("Did you mean"));
  EXPECT_TRUE(Unknown({"encrypt"}).contains("Did you mean 'gatehouse env encrypt'?"));
}

TEST_F(Table, B4_NoOptionTakesASecret) {
  const std::set<std::string> secrets = {"--password", "--secret", "--private-key", "--bearer", "--api-key"};
  ForEachOption([&](const std::string& path, const Option& option) {
    for (const std::string& spelling : option.Spellings()) {
      EXPECT_FALSE(secrets.contains(spelling)) << path << " " << spelling;
      // What a key or a token goes by is always the name of a file.
      if (spelling == "--token" || spelling == "--key") {
        EXPECT_TRUE(option.value.contains("FILE")) << path << " " << spelling;
      }
    }
  });
}

TEST_F(Table, DidYouMean) {
  EXPECT_EQ(Unknown({"chekc"}),
            "'chekc' is not a command of gatehouse\nDid you mean 'gatehouse check'?\nTry 'gatehouse --help'.");
  EXPECT_EQ(Unknown({"token", "isue"}),
            "'isue' is not a command of gatehouse token\nDid you mean 'gatehouse token issue'?\nTry 'gatehouse token "
            "--help'.");
  EXPECT_EQ(Unknown({"frobnicate"}), "'frobnicate' is not a command of gatehouse\nTry 'gatehouse --help'.");
}

TEST_F(Table, KnownCommandsAreKnown) {
  EXPECT_EQ(Unknown({}), "");
  EXPECT_EQ(Unknown({"--help"}), "");
  EXPECT_EQ(Unknown({"check", "some-file"}), "");
  EXPECT_EQ(Unknown({"explain", "GET", "/health"}), "");
  EXPECT_EQ(Unknown({"token", "verify", "--key", "x"}), "");
}

TEST_F(Table, RepeatedOptionTakesOneValueEach) {
  EXPECT_TRUE(Typed({"explain", "-H", "A: [1,2]", "-H", "B: 2", "GET", "/health"}));
}

TEST_F(Table, SeveralKeysAtOnce) {
  EXPECT_TRUE(Typed({"env", "recipients", "add", "anna@example.org", "bert@example.org"}));
  EXPECT_TRUE(Typed({"env", "recipients", "remove", "anna@example.org", "bert@example.org"}));
}

TEST_F(Table, WrongValuesAreWrongUsage) {
  const std::vector<std::vector<const char*>> lines = {
      {"status", "--format", "xml"},
      {"explain", "GET", "/", "--client-ip", "300.1.1.1"},
      {"explain", "GET", "/", "-H", "no colon"},
      {"block", "add", "10.0.0.1/8"},
      {"block", "add", "192.0.2.1", "--for", "soon"},
      {"revoke", "add", "everything", "x"},
      {"token", "keygen", "--out", "a", "--public", "b", "--alg", "none"},
      {"token", "keygen", "--out", "a", "--public", "b", "--bits", "1024"},
      {"check", "a", "-c", "b"},
      {},
  };
  for (const auto& line : lines) {
    const auto action = Typed(line);
    ASSERT_FALSE(action) << (line.empty() ? "" : line.back());
    EXPECT_EQ(action.error().code, ExitCode::kCouldNotRun);
    EXPECT_EQ(action.error().errors.size(), 1U);
  }
}

}  // namespace
}  // namespace gatehouse::cli
