#include "answers/framing.h"

#include <gtest/gtest.h>

namespace gatehouse::answers {
namespace {

TEST(Framing, KnowsWhereStreamsMayBeCut) {
  EXPECT_EQ(FramingOf("text/event-stream; charset=utf-8"), Framing::kEvents);
  EXPECT_EQ(FramingOf("application/x-ndjson"), Framing::kLines);
  EXPECT_EQ(FramingOf("application/json"), Framing::kFlushes);
  EXPECT_EQ(FramingOf(""), Framing::kFlushes);
  EXPECT_EQ(WholePart(Framing::kEvents, "data: a\n\ndata: b\n\nda"), 18U);
  EXPECT_EQ(WholePart(Framing::kEvents, "data: a\r\n\r\nda"), 11U);
  EXPECT_EQ(WholePart(Framing::kEvents, "data: a\n"), 0U);
  EXPECT_EQ(WholePart(Framing::kLines, "{}\n{}\n{"), 6U);
  EXPECT_EQ(WholePart(Framing::kLines, "{"), 0U);
  EXPECT_EQ(WholePart(Framing::kFlushes, "a\n\n"), 0U);
}

TEST(Framing, LooksIntoWhatMayHoldText) {
  for (const std::string_view type :
       {"text/plain", "application/json", "application/octet-stream", "", "image/svg+xml"}) {
    EXPECT_TRUE(MayHoldText(type)) << type;
  }
  for (const std::string_view type : {"image/png", "Video/MP4", "audio/ogg", "font/woff2"})
    EXPECT_FALSE(MayHoldText(type)) << type;
  for (const std::string_view charset : {"", "utf-8", "US-ASCII", "ISO-8859-1", "windows-1252", "shift_jis", "gb18030"})
    EXPECT_TRUE(KeepsAscii(charset)) << charset;
  for (const std::string_view charset : {"UTF-16", "utf-16le", "\"utf-16be\"", "utf-32", "ISO-10646-UCS-2"})
    EXPECT_FALSE(KeepsAscii(charset)) << charset;
  EXPECT_TRUE(IsJson("application/problem+json"));
  EXPECT_FALSE(IsJson("text/html"));
}

}  // namespace
}  // namespace gatehouse::answers
