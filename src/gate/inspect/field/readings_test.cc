#include "gate/inspect/field/readings.h"

#include <gtest/gtest.h>

#include <string>

namespace gatehouse::field {
namespace {

std::string Last(std::string_view text) {
  const Readings readings = ReadingsOf(text);
  return readings.layers.empty() ? std::string(text) : readings.layers.back();
}

TEST(Readings, TakesEachLayerOff) {
  EXPECT_EQ(Last("%3Cb%3E"), "<b>");
  EXPECT_EQ(Last("%253Cb"), "<b");
  EXPECT_EQ(Last("a+b%20c"), "a b c");
  EXPECT_EQ(Last("a b + c"), "a b + c");
  EXPECT_EQ(Last("&lt;&#x3c;&#60&colon;"), "<<<:");
  EXPECT_EQ(Last("\\x3c\\u003c"), "<<");
  EXPECT_EQ(Last("%%32%65"), ".");
  EXPECT_EQ(Last("%%32%%65%%32%%66"), "./");
  EXPECT_EQ(Last("\xEF\xBC\x9C"), "<");
}

TEST(Readings, KnowsOverlongForms) {
  for (const std::string_view text :
       {"%c0%ae", "%c0%2e", "%e0%80%ae", "%f0%80%80%ae", "%fc%80%80%80%80%ae", "\xC0\xAE"}) {
    EXPECT_EQ(Last(text), ".") << text;
    EXPECT_TRUE(ReadingsOf(text).overlong) << text;
  }
  EXPECT_TRUE(ReadingsOf("..%c0%qfetc").overlong);
  EXPECT_FALSE(ReadingsOf("%C3%A9t%C3%A9").overlong);
  EXPECT_EQ(Last("%C3%A9"), "\xC3\xA9");
}

TEST(Readings, IsBounded) {
  std::string text = "%";
  for (int i = 0; i < 50; ++i) text += "25";
  text += "41";
  EXPECT_EQ(ReadingsOf(text).layers.size(), kMaxLayers);
  EXPECT_TRUE(ReadingsOf("plain text").layers.empty());
}

TEST(Readings, NoLayerIsLonger) {
  for (const std::string_view text : {"&#x10FFFF;", "&#2048", "\\uFFFF", "%uFFFF", "&#xFF"}) {
    for (const std::string& layer : ReadingsOf(text).layers) EXPECT_LE(layer.size(), text.size()) << text;
  }
}

TEST(Readings, SeesNul) {
  EXPECT_TRUE(ReadingsOf("a%00b").nul);
  EXPECT_TRUE(ReadingsOf(std::string_view("a\0b", 3)).nul);
  EXPECT_FALSE(ReadingsOf("a0b").nul);
}

}  // namespace
}  // namespace gatehouse::field
