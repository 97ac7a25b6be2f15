#include "cli/help/completion.h"

#include <gtest/gtest.h>

#include "cli/help/man.h"
#include "cli/table.h"

namespace gatehouse::cli {
namespace {

using ::testing::Test;

class Generated : public Test {
 protected:
  const Program program_ = Gatehouse();

  // Every command and every long option is in the text.
  void ExpectWhole(const std::string& text, std::string_view option_mark) {
    for (const Command& command : program_.commands) {
      EXPECT_NE(text.find(program_.PathOf(command)), std::string::npos) << command.words;
      for (const Option* option : program_.ShownOptions(command)) {
        for (const std::string& spelling : option->Spellings()) {
          if (!spelling.starts_with("--")) continue;
          EXPECT_NE(text.find(std::string(option_mark) + spelling.substr(2)), std::string::npos)
              << command.words << " " << spelling;
        }
      }
    }
  }
};

TEST_F(Generated, BashKnowsEveryCommand) { ExpectWhole(BashCompletion(program_), "--"); }
TEST_F(Generated, ZshKnowsEveryCommand) { ExpectWhole(ZshCompletion(program_), "--"); }
TEST_F(Generated, FishKnowsEveryCommand) { ExpectWhole(FishCompletion(program_), "-l "); }

TEST_F(Generated, ManPageKnowsEveryLeafAndEscapesHyphens) {
  const std::string page = ManPage(program_);
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
