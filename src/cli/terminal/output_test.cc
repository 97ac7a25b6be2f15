#include "cli/terminal/output.h"

#include <gtest/gtest.h>

namespace gatehouse::cli {
namespace {

TEST(Output, Threats_NothingSteersTheTerminal) {
  EXPECT_EQ(Visible("plain, ümlaut, 日本"), "plain, ümlaut, 日本");
  EXPECT_EQ(Visible("\x1b[2Jgone"), "\\x1b[2Jgone");
  EXPECT_EQ(Visible("two\r\nlines"), "two\\x0d\\x0alines");
  EXPECT_EQ(Visible("\xff\xfe"), "\\xff\\xfe");
  EXPECT_EQ(Visible("a\xc2\x9bm"), "a\\xc2\\x9bm");           // C1: CSI in one byte
  EXPECT_EQ(Visible("a\xe2\x80\xaez"), "a\\xe2\\x80\\xaez");  // right-to-left override
  EXPECT_EQ(Visible("a\xe2\x80\xa8z"), "a\\xe2\\x80\\xa8z");  // line separator
  EXPECT_EQ(Visible("a\xe2\x81\xa6z\xe2\x81\xaa"), "a\\xe2\\x81\\xa6z\xe2\x81\xaa");
}

TEST(Output, TimeText) {
  EXPECT_EQ(TimeText(base::Wall(std::chrono::seconds(1'769'860'800))), "2026-01-31T12:00:00Z");
  EXPECT_EQ(TimeText(std::optional<base::Wall>()), std::nullopt);
}

TEST(Output, NoColourWithoutATerminal) {
  // Tests run with their output captured; where they do not, NO_COLOR decides.
  setenv("NO_COLOR", "1", 1);
  EXPECT_EQ(Paint("word", Tone::kBad, Stream::kData), "word");
}

}  // namespace
}  // namespace gatehouse::cli
