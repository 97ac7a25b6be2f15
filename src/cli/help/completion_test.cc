#include "cli/help/completion.h"

#include <gtest/gtest.h>

#include "cli/command_tree.h"
#include "cli/help/man.h"

namespace gatehouse::cli {
namespace {

using ::testing::Test;

class Generated : public Test {
 protected:
  Action action_;
  std::unique_ptr<CLI::App> program_ = BuildCommandTree(action_);

  // Every command and every long option is in the text.
  void ExpectWhole(const std::string& text, std::string_view option_mark) {
    for (const NamedCommand& named : AllCommands(*program_)) {
      EXPECT_NE(text.find(named.path), std::string::npos) << named.path;
      for (const CLI::Option* option : Flags(*named.command)) {
        for (const std::string& name : option->get_lnames()) {
          EXPECT_NE(text.find(std::string(option_mark) + name), std::string::npos) << named.path << " " << name;
        }
      }
    }
  }
};

TEST_F(Generated, BashKnowsEveryCommand) { ExpectWhole(BashCompletion(*program_), "--"); }
TEST_F(Generated, ZshKnowsEveryCommand) { ExpectWhole(ZshCompletion(*program_), "--"); }
TEST_F(Generated, FishKnowsEveryCommand) { ExpectWhole(FishCompletion(*program_), "-l "); }

TEST_F(Generated, ManPageKnowsEveryLeafAndEscapesHyphens) {
  const std::string page = ManPage(*program_);
  EXPECT_TRUE(page.starts_with(".TH GATEHOUSE 1"));
  for (const char* heading :
       {".SS gatehouse up\n", ".SS gatehouse token verify\n", ".SS gatehouse explain METHOD TARGET\n",
        ".SS gatehouse check [FILE]\n", ".SH EXIT STATUS\n"}) {
    EXPECT_NE(page.find(heading), std::string::npos) << heading;
  }
  EXPECT_NE(page.find("\\-\\-policy"), std::string::npos);
  EXPECT_EQ(page.find("--policy"), std::string::npos);
}

}  // namespace
}  // namespace gatehouse::cli
