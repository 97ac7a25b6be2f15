#include "cli/command/parse.h"

#include <gtest/gtest.h>

#include "cli/command/arguments.h"
#include "cli/command/help.h"

namespace gatehouse::cli {
namespace {

struct Typed {
  std::string file;
  int count = 0;
  std::vector<std::string> names;
  std::vector<std::string> words;
  bool loud = false;
  bool quiet = false;
  std::optional<bool> tls;
};

base::Result<int> ParseCount(std::string_view text) { return ParseNumber(text, 1, 9); }

// The program with one group and three commands.
class Parsing : public testing::Test {
 protected:
  std::shared_ptr<Typed> typed_ = std::make_shared<Typed>();

  Program Make() {
    Option tls{.names = "--tls,!--no-tls", .help = "Or not", .takes = Option::Takes::kNothing, .set = [this](bool yes) {
                 typed_->tls = yes;
               }};
    Option behind = Required(Texts("COMMAND", typed_->words, "", "What to start"));
    behind.takes = Option::Takes::kBehind;
    Option few = Texts("NAMES", typed_->names, "NAME", "Two at most");
    few.most = 2;
    const auto fine = [](const Typed&) { return ExitCode::kFine; };
    return {.name = "program",
            .version = "program 1",
            .commands = {
                {.words = "", .help = "All"},
                {.words = "make", .help = "A group", .usual = "new"},
                {.words = "make new",
                 .help = "One",
                 .positionals = {Required(Text("FILE", typed_->file, "FILE", "A file"))},
                 .options = {Parsed("-n,--count", typed_->count, ParseCount, "N", "How many"),
                             Texts("--name", typed_->names, "NAME", "A name"), Flag("--loud", typed_->loud, "Loud"),
                             Excluding("--loud", Flag("--quiet", typed_->quiet, "Quiet")), std::move(tls),
                             Hidden(Text("--hidden", typed_->file, "", "Not shown"))},
                 .examples = {"program make new x"},
                 .too_many = "one file at a time",
                 .action = Runs(typed_, fine)},
                {.words = "run",
                 .help = "Another",
                 .positionals = {std::move(behind)},
                 .options = {Flag("--loud", typed_->loud, "Loud")},
                 .action = Runs(typed_, fine)},
                {.words = "few",
                 .help = "A list",
                 .positionals = {std::move(few)},
                 .elsewhere = {"several"},
                 .action = Runs(typed_, fine)}}};
  }

  OrFailure<Action> Read(std::vector<const char*> line) {
    line.insert(line.begin(), "program");
    return Parse(Make(), line);
  }
  // The sentence of the one error; empty where there is none.
  std::string Wrong(const std::vector<const char*>& line) {
    const auto action = Read(line);
    return action ? std::string() : action.error().errors.front().Text();
  }
};

TEST_F(Parsing, ValuesReachWhatTheyAreFor) {
  ASSERT_TRUE(Read({"make", "new", "-n", "3", "--name", "a", "x", "--name", "[b,c]", "--loud", "--no-tls"}));
  EXPECT_EQ(typed_->file, "x");
  EXPECT_EQ(typed_->count, 3);
  EXPECT_EQ(typed_->names, (std::vector<std::string>{"a", "[b,c]"}));
  EXPECT_TRUE(typed_->loud);
  EXPECT_FALSE(typed_->quiet);
  EXPECT_EQ(typed_->tls, false);
}

TEST_F(Parsing, AFlagThatWasNotNamedSetsNothing) {
  ASSERT_TRUE(Read({"make", "new", "x"}));
  EXPECT_FALSE(typed_->tls);
}

TEST_F(Parsing, TheActionRuns) {
  const auto action = Read({"make", "new", "x"});
  ASSERT_TRUE(action);
  EXPECT_EQ((*action)(), ExitCode::kFine);
}

TEST_F(Parsing, WrongUsageIsSaidInOneSentence) {
  EXPECT_EQ(Wrong({}), "A command is missing");
  EXPECT_EQ(Wrong({"make"}), "A command is missing (write new)");
  EXPECT_EQ(Wrong({"make", "new"}), "FILE is required");
  EXPECT_EQ(Wrong({"make", "new", "x", "-n", "10"}), "-n,--count: Not a whole number in range (write one from 1 to 9)");
  EXPECT_EQ(Wrong({"make", "new", "x", "-n"}), "--count needs a value (write --count N)");
  EXPECT_EQ(Wrong({"make", "new", "x", "-n", "3", "-n", "4"}), "--count is given more than once");
  EXPECT_EQ(Wrong({"make", "new", "x", "--loud=much"}), "--loud takes no value");
  EXPECT_EQ(Wrong({"make", "new", "x", "y"}), "There are too many arguments (one file at a time)");
  EXPECT_EQ(Wrong({"make", "new", "x", "--colour=red"}), "Unknown option: --colour");
  EXPECT_EQ(Wrong({"make", "new", "x", "-e", "prod"}), "Unknown option: -e");
  EXPECT_EQ(Wrong({"make", "new", "x", "--lound"}), "Unknown option: --lound (did you mean --loud?)");
  EXPECT_EQ(Wrong({"make", "new", "x", "--nmae=hunter2"}), "Unknown option: --nmae (did you mean --name?)");
  EXPECT_EQ(Wrong({"--count", "3", "make", "new", "x"}),
            "The option --count stands in front of the command (write it behind: program make new --count)");
  EXPECT_EQ(Wrong({"make", "new", "x", "-phunter2"}), "Unknown option: -p");
  EXPECT_EQ(Wrong({"make", "new", "x", "-5"}), "There are too many arguments (one file at a time)");
  EXPECT_EQ(Wrong({"make", "new", "x", "y", "-c", "z"}), "There are too many arguments (one file at a time)");
  EXPECT_EQ(Wrong({"make", "new", "x", "--loud", "--quiet"}),
            "Options that exclude each other: --loud and --quiet (use only one of them)");
  EXPECT_EQ(Wrong({"few", "a", "b", "c"}), "There are too many arguments (at most 2)");
}

TEST_F(Parsing, B4_AnArgumentTooManyIsNotRepeated) {
  const auto action = Read({"make", "new", "x", "hunter2"});
  ASSERT_FALSE(action);
  for (const base::Error& error : action.error().errors) EXPECT_FALSE(error.Text().contains("hunter2"));
  for (const std::string& note : action.error().notes) EXPECT_FALSE(note.contains("hunter2"));
}

TEST_F(Parsing, WrongUsageNamesTheHelpOfItsCommand) {
  const auto action = Read({"make", "new"});
  ASSERT_FALSE(action);
  EXPECT_EQ(action.error().code, ExitCode::kCouldNotRun);
  EXPECT_EQ(action.error().notes, std::vector<std::string>{"Try 'program make new --help'."});
}

TEST_F(Parsing, HelpIsAWordToo) {
  for (const std::vector<const char*>& line :
       {std::vector<const char*>{"help"}, {"help", "make"}, {"help", "make", "new"}}) {
    const auto action = Read(line);
    ASSERT_TRUE(action);
    EXPECT_EQ((*action)(), ExitCode::kFine);
  }
  EXPECT_EQ(Wrong({"help", "mkae"}), "'mkae' is not a command of program");
  EXPECT_EQ(Wrong({"make", "help"}), "'help' is not a command of program make");
}

TEST_F(Parsing, ACommandIsFoundByWhatOtherProgramsCallIt) {
  const auto action = Read({"several"});
  ASSERT_FALSE(action);
  EXPECT_EQ(action.error().notes.front(), "Did you mean 'program few'?");
}

TEST_F(Parsing, AnArgumentInPlaceOfTheCommandNamesTheUsualOne) {
  const auto action = Read({"make", "notes/a.txt"});
  ASSERT_FALSE(action);
  EXPECT_EQ(action.error().notes.front(), "Did you mean 'program make new FILE'?");
}

TEST_F(Parsing, ACommandOfAnotherGroupIsFound) {
  const auto action = Read({"new", "x"});
  ASSERT_FALSE(action);
  EXPECT_EQ(action.error().notes.front(), "Did you mean 'program make new'?");
}

TEST_F(Parsing, WordsBehindTheFirstDashesAreTakenAsTheyAre) {
  ASSERT_TRUE(Read({"run", "--loud", "--", "server", "--loud", "[a,b]", "--", "{}", ""}));
  EXPECT_TRUE(typed_->loud);
  EXPECT_EQ(typed_->words, (std::vector<std::string>{"server", "--loud", "[a,b]", "--", "{}", ""}));
}

TEST_F(Parsing, WithoutDashesThereIsNoCommandBehindThem) {
  EXPECT_EQ(Wrong({"run"}), "COMMAND is required");
  EXPECT_EQ(Wrong({"run", "--"}), "COMMAND is required");
  ASSERT_TRUE(Read({"run", "server"}));
  EXPECT_TRUE(typed_->words.empty());
}

TEST_F(Parsing, WordsInFrontOfTheDashesAreTooMany) {
  EXPECT_EQ(Wrong({"run", "server", "--", "server"}), "There are too many arguments");
  EXPECT_EQ(Wrong({"run", "--name", "--", "server"}), "Unknown option: --name");
}

TEST_F(Parsing, DashesElsewhereEndTheOptions) {
  ASSERT_TRUE(Read({"make", "new", "--", "-x"}));
  EXPECT_EQ(typed_->file, "-x");
}

TEST_F(Parsing, HelpShowsWhatCanBeTyped) {
  const Program program = Make();
  EXPECT_EQ(HelpText(program, *program.Find("make new")),
            "One\n"
            "\n"
            "Usage: program make new [OPTIONS] FILE\n"
            "\n"
            "Arguments:\n"
            "  FILE                            A file\n"
            "\n"
            "Options:\n"
            "  -h, --help                      Print this help and stop\n"
            "  -n, --count N                   How many\n"
            "  --name NAME                     A name (may be repeated)\n"
            "  --loud                          Loud (not with --quiet)\n"
            "  --quiet                         Quiet (not with --loud)\n"
            "  --tls, --no-tls                 Or not\n"
            "\n"
            "Examples:\n"
            "  program make new x\n");
}

TEST_F(Parsing, HelpOfANarrowTerminal) {
  const Program program = Make();
  EXPECT_TRUE(HelpText(program, *program.Find("make new"), 40)
                  .contains("Options:\n"
                            "  -h, --help Print this help and stop\n"
                            "  -n, --count N\n"
                            "             How many\n"
                            "  --name NAME\n"
                            "             A name (may be repeated)\n"
                            "  --loud     Loud (not with --quiet)\n"));
  EXPECT_EQ(HelpText(program, *program.Find("make new"), 5), HelpText(program, *program.Find("make new"), 40));
  EXPECT_EQ(HelpText(program, *program.Find("make new"), 300), HelpText(program, *program.Find("make new")));
}

TEST_F(Parsing, HelpNamesCommandsAndWordsBehindDashes) {
  const Program program = Make();
  EXPECT_TRUE(HelpText(program, *program.Find("make")).contains("Usage: program make COMMAND\n\nCommands:\n  new "));
  EXPECT_TRUE(HelpText(program, *program.Find("run")).contains("Usage: program run [OPTIONS] -- COMMAND...\n"));
}

}  // namespace
}  // namespace gatehouse::cli
