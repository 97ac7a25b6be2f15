#include "cli/command/arguments.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/testing_folder.h"

namespace gatehouse::cli {
namespace {

using std::chrono::seconds;

TEST(Arguments, Duration_NumberAndUnit) {
  EXPECT_EQ(ParseDuration("90s").value(), seconds{90});
  EXPECT_EQ(ParseDuration("15m").value(), seconds{900});
  EXPECT_EQ(ParseDuration("1h").value(), seconds{3600});
  EXPECT_EQ(ParseDuration("7d").value(), seconds{604'800});
  EXPECT_EQ(ParseDuration("2w").value(), seconds{1'209'600});
}

TEST(Arguments, Duration_RefusesEverythingElse) {
  for (const char* text :
       {"", "s", "5", "0s", "-1h", "+1h", "1.5h", "1h30m", " 1h", "1h ", "1H", "99999999999999999999s", "530w"}) {
    EXPECT_FALSE(ParseDuration(text)) << text;
  }
}

TEST(Arguments, Time_UnixSecondsAndRfc3339) {
  EXPECT_EQ(ParseTime("0")->time_since_epoch(), seconds{0});
  EXPECT_EQ(ParseTime("1769860800")->time_since_epoch(), seconds{1'769'860'800});
  EXPECT_EQ(ParseTime("2026-01-31T12:00:00Z")->time_since_epoch(), seconds{1'769'860'800});
  EXPECT_EQ(ParseTime("2024-02-29T23:59:59Z")->time_since_epoch(), seconds{1'709'251'199});
}

TEST(Arguments, Time_RefusesWhatIsNoDate) {
  for (const char* text :
       {"", "now", "-5", "2025-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-31T24:00:00Z", "2026-01-31 12:00:00Z",
        "2026-01-31T12:00:00", "2026-01-31T12:00:00+01:00", "253402300800"}) {
    EXPECT_FALSE(ParseTime(text)) << text;
  }
}

TEST(Arguments, Header_NameAndTrimmedValue) {
  const auto header = ParseHeader("X-Thing:  a: b ");
  ASSERT_TRUE(header);
  EXPECT_EQ(header->name, "X-Thing");
  EXPECT_EQ(header->value, "a: b");
  EXPECT_EQ(ParseHeader("Content-Type:")->value, "");
}

TEST(Arguments, Header_RefusesWhatWouldForgeAnother) {
  EXPECT_FALSE(ParseHeader("no colon"));
  EXPECT_FALSE(ParseHeader(": value"));
  EXPECT_FALSE(ParseHeader("Bad Name: value"));
  EXPECT_FALSE(ParseHeader("Name: a\r\nX-Other: b"));
  EXPECT_FALSE(ParseHeader(std::string("Name: a\0b", 9)));
}

TEST(Arguments, Number_InRangeOnly) {
  EXPECT_EQ(ParseNumber("14", 1, 999).value(), 14);
  for (const char* text : {"0", "1000", "-1", "1x", "", " 1"}) EXPECT_FALSE(ParseNumber(text, 1, 999)) << text;
}

TEST(Arguments, Data_TextOrFile) {
  EXPECT_EQ(ReadData("{\"a\":[1]}").value(), "{\"a\":[1]}");
  const base::testing::Folder folder;
  const std::string file = folder.Write("data", "from a file\n");
  EXPECT_EQ(ReadData("@" + file).value(), "from a file\n");
  EXPECT_FALSE(ReadData("@" + file + ".missing"));
}

TEST(Arguments, Token_IsTheFirstLineOfAFile) {
  const base::testing::Folder folder;
  const std::string file = folder.Write("token", "a.b.c\r\nsecond\n");
  EXPECT_EQ(ReadToken(file).value(), "a.b.c");
  EXPECT_FALSE(ReadToken(folder.Write("token", "\n")));
}

TEST(Arguments, B4_ATokenInPlaceOfItsFileIsNotRepeated) {
  const std::string part(80, 'Q');
  for (const std::string& token :
       std::vector<std::string>{"eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJpIn0.c2ln", "v4.public." + part, part + "/" + part}) {
    const auto read = ReadToken(token);
    ASSERT_FALSE(read);
    EXPECT_FALSE(read.error().Text().contains(token)) << read.error().Text();
    EXPECT_TRUE(read.error().Text().contains("write - for stdin")) << read.error().Text();
  }
  EXPECT_TRUE(ReadToken("keys/token.jwt").error().Text().starts_with("keys/token.jwt: Does not exist (name a file"));
}

}  // namespace
}  // namespace gatehouse::cli
