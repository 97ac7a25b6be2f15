#include "gate/respond/json_escaper.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::gate {
namespace {

std::vector<StringPlace> Places(std::initializer_list<std::string_view> pointers) {
  std::vector<StringPlace> places;
  for (const std::string_view pointer : pointers) places.push_back(StringPlace::Parse(pointer).value());
  return places;
}

std::string Escaped(const std::vector<StringPlace>& places, std::string_view text, size_t cut = 0) {
  JsonEscaper escaper(places);
  std::string out(escaper.Feed(text.substr(0, cut)));
  out += escaper.Feed(text.substr(cut));
  out += escaper.Finish();
  return out;
}

TEST(JsonEscaperC9, EscapesTheChosenStringsOnly) {
  const auto places = Places({"/a", "/list/*/title"});
  EXPECT_EQ(Escaped(places, R"({"a":"<b>&'\"","b":"<b>","list":[{"title":"\u003cx\u003E","t":"<"}]})"),
            R"({"a":"&lt;b&gt;&amp;&#39;&quot;","b":"<b>","list":[{"title":"&lt;x&gt;","t":"<"}]})");
  EXPECT_EQ(Escaped(places, R"({"x":{"a":"<"},"a":{"a":"<"},"list":{"k":{"title":"<"}}})"),
            R"({"x":{"a":"<"},"a":{"a":"<"},"list":{"k":{"title":"&lt;"}}})");
  EXPECT_EQ(Escaped(Places({"/0"}), R"(["<",["<"],"<"])"), R"(["&lt;",["<"],"<"])");
  EXPECT_EQ(Escaped(Places({""}), R"("<\n\\")"), R"("&lt;\n\\")");
}

TEST(JsonEscaperC9, KeepsEverythingElseByteForByte) {
  const auto places = Places({"/a"});
  for (const std::string_view text : {" { \"b\" : [ 1 , -2.5e3 , true , null , \"\\u00e9\\/\\b\" ] } ", "[]",
                                      "{\"a\":1}", "{\"\\u0061b\":\"<\"}", "3", "{\"c\":{}}\n{\"c\":[]}\n"}) {
    EXPECT_EQ(Escaped(places, text), text);
  }
}

TEST(JsonEscaperC9, IsTheSameAtEveryCut) {
  const auto places = Places({"/a", "/k/*"});
  const std::string_view text = R"({"a":"x<\u003c\"\\","k":["&",{"a":"<"}],"\u0061":"<"})";
  const std::string whole = Escaped(places, text);
  EXPECT_EQ(whole, R"({"a":"x&lt;&lt;&quot;\\","k":["&amp;",{"a":"<"}],"\u0061":"&lt;"})");
  for (size_t cut = 0; cut <= text.size(); ++cut) EXPECT_EQ(Escaped(places, text, cut), whole) << cut;
}

TEST(JsonEscaperC9, EscapesEverythingWhereItIsNoJsonAnyMore) {
  const auto places = Places({"/a"});
  EXPECT_EQ(Escaped(places, R"({"b":1}} <script>)"), R"({"b":1}} &lt;script&gt;)");
  EXPECT_EQ(Escaped(places, "<html><b>"), "&lt;html&gt;&lt;b&gt;");
  const std::string deep(1000, '[');
  EXPECT_EQ(Escaped(places, deep + "<"), deep + "&lt;");
}

TEST(JsonEscaperC9, EachLineMayBeAText) {
  EXPECT_EQ(Escaped(Places({"/a"}), "{\"a\":\"<\"}\n{\"a\":\"<\"}\n"), "{\"a\":\"&lt;\"}\n{\"a\":\"&lt;\"}\n");
}

TEST(StringPlace, IsAPointer) {
  EXPECT_EQ(StringPlace::Parse("/a~1b/~0")->segments(), (std::vector<std::string>{"a/b", "~"}));
  EXPECT_FALSE(StringPlace::Parse("a"));
  EXPECT_FALSE(StringPlace::Parse("/a~2"));
}

}  // namespace
}  // namespace gatehouse::gate
