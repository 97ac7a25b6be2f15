#include "cli/terminal/shell_text.h"

#include <gtest/gtest.h>

namespace gatehouse::cli {
namespace {

TEST(ShellText, NothingInItMeansAnything) {
  EXPECT_EQ(ShellQuoted(""), "''");
  EXPECT_EQ(ShellQuoted("a b$HOME`c`\n\\"), "'a b$HOME`c`\n\\'");
  EXPECT_EQ(ShellQuoted("it's"), R"('it'\''s')");
  EXPECT_EQ(ShellQuoted("it's", R"(\')"), R"('it\'s')");
}

}  // namespace
}  // namespace gatehouse::cli
