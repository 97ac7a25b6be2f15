#include <gtest/gtest.h>

#include <string_view>
#include <utility>

#include "base/json.h"

namespace gatehouse::json {
namespace {

TEST(JsonDumpedSize, SizeIsMeasuredAsPythonDumpsIt) {
  Parser parser;
  const auto size = [&](std::string_view text) { return parser.Parse(text, {})->DumpedSize(); };
  constexpr std::pair<std::string_view, std::string_view> kDumped[] = {
      {"{}", "{}"},
      {" [ ] ", "[]"},
      {R"({"a":1,"b":[1,2,3],"c":{"d":null}})", R"({"a": 1, "b": [1, 2, 3], "c": {"d": null}})"},
      {R"(["\/\u0041\t\u0001"])", R"(["/A\t\u0001"])"},
      {"\"\x7f\"", R"("\u007f")"},
      {R"("é€😀")", R"("\u00e9\u20ac\ud83d\ude00")"},
      {R"("\"\\\b\f\n\r")", R"("\"\\\b\f\n\r")"},
      {"[true,false]", "[true, false]"},
      {"[-0,-12,18446744073709551616]", "[0, -12, 18446744073709551616]"},
      {"[1.0,1.50,1e2,-1e15,1e16,1.5e300,1e-4,1.2e-5,0.0,-0.0,123456789.123,1e-400]",
       "[1.0, 1.5, 100.0, -1000000000000000.0, 1e+16, 1.5e+300, 0.0001, 1.2e-05, 0.0, -0.0, 123456789.123, 0.0]"},
  };
  for (const auto& [text, dumped] : kDumped) {
    EXPECT_EQ(size(text), dumped.size()) << text;
    EXPECT_GE(parser.Parse(text, {})->DumpedSizeBound(), dumped.size()) << text;
  }
}

TEST(JsonDumpedSize, B6_IsThatOfTheValueAlone) {
  Parser parser;
  const auto document = parser.Parse(R"({"a":{"b":[1,{}]},"long":"0123456789"})", {});
  ASSERT_TRUE(document);
  EXPECT_EQ(document->Member("a")->DumpedSize(), std::string_view(R"({"b": [1, {}]})").size());
  EXPECT_EQ(document->Member("long")->DumpedSize(), 12U);
}

}  // namespace
}  // namespace gatehouse::json
