#include "answers/json_escapes.h"

#include <gtest/gtest.h>

#include <string>

namespace gatehouse::answers {
namespace {

std::string Whole(std::string_view text, size_t step) {
  JsonEscapes escapes;
  std::string out;
  for (size_t at = 0; at < text.size(); at += step) out += escapes.Feed(text.substr(at, step));
  out += escapes.Finish();
  return out;
}

TEST(JsonEscapesA12, RemovesThoseThatAreNotNeeded) {
  struct Row {
    std::string_view text, becomes;
  };
  constexpr Row kRows[] = {{R"({"a":"b"})", R"({"a":"b"})"},
                           {R"("postgres:\/\/a\u002Fb")", R"("postgres://a/b")"},
                           {R"("\u0041K\u002b")", R"("AK+")"},
                           {R"("\\u0041 \\\/ \\/")", R"("\\u0041 \\/ \\/")"},
                           {R"("\u0022 \u005c \u003c \u0026 \u0027 \u000a \u00e9 \u0141")",
                            R"("\u0022 \u005c \u003c \u0026 \u0027 \u000a \u00e9 \u0141")"},
                           {R"("<\/script>")", R"("<\/script>")"},
                           {R"("\n\"\t")", R"("\n\"\t")"},
                           {R"("\u00)", R"("\u00)"},
                           {R"(\)", R"(\)"},
                           {R"("\u00zz")", R"("\u00zz")"}};
  for (const auto& [text, becomes] : kRows) {
    for (const size_t step : {1U, 2U, 3U, 5U, 100U}) EXPECT_EQ(Whole(text, step), becomes) << text << " by " << step;
  }
}

TEST(JsonEscapesA12, LeavesAPieceWhereItIs) {
  JsonEscapes escapes;
  const std::string_view piece = R"({"a":"b\n"})";
  EXPECT_EQ(escapes.Feed(piece).data(), piece.data());
}

}  // namespace
}  // namespace gatehouse::answers
