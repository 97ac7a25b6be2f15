#include "dotenv/document.h"

#include <gtest/gtest.h>

#include "dotenv/testing_files.h"

namespace gatehouse::dotenv {
namespace {

Document Read(std::string_view text) {
  auto document = Document::Parse(text, "f");
  EXPECT_TRUE(document) << document.error().Text();
  return document ? std::move(*document) : Document{};
}

std::string AfterSet(std::string_view text, std::string_view name, std::string_view value) {
  Document document = Read(text);
  const auto set = document.Set(name, value);
  if (!set) return set.error().what;
  const Document again = Read(document.Text().Reveal());
  EXPECT_EQ(again.Find(name)->value.Reveal(), value);
  EXPECT_EQ(document.Find(name)->value.Reveal(), value);
  return std::string(document.Text().Reveal());
}

TEST(DotenvDocument, A2_WhatIsReadIsWrittenBackByteForByte) {
  std::mt19937 random(1);  // NOLINT(cert-msc51-cpp): the same files each time
  for (int i = 0; i < 10'000; ++i) {
    const std::string text = RandomDotenv(random);
    const auto document = Document::Parse(text, "f");
    ASSERT_TRUE(document) << document.error().Text() << "\n" << text;
    ASSERT_EQ(document->Text().Reveal(), text);
    ASSERT_EQ(document->Copy().Text().Reveal(), text);
  }
}

TEST(DotenvDocument, A2_AValueIsChangedInItsPlace) {
  EXPECT_EQ(AfterSet("A=1\nB=2\n", "A", "x"), "A=x\nB=2\n");
  EXPECT_EQ(AfterSet(" export A = '1' # why\r\nB=2\r\n", "A", "x y"), " export A = 'x y' # why\r\nB=2\r\n");
  EXPECT_EQ(AfterSet("A='1'#why\n", "A", "x"), "A=x #why\n");
  EXPECT_EQ(AfterSet("A= # why\n", "A", "x"), "A= x # why\n");
  EXPECT_EQ(AfterSet("A=x # why\n", "A", ""), "A= # why\n");
  EXPECT_EQ(AfterSet("A=\"x\"\n", "A", "x"), "A=\"x\"\n");  // the same value: nothing changes
}

TEST(DotenvDocument, A2_ANewNameIsTheLastLine) {
  EXPECT_EQ(AfterSet("", "A", "1"), "A=1\n");
  EXPECT_EQ(AfterSet("A=1", "B", "2"), "A=1\nB=2\n");
  EXPECT_EQ(AfterSet("A=1\r\n", "B", "2"), "A=1\r\nB=2\r\n");
  EXPECT_EQ(AfterSet("A=1\n", "2B", "2"), "Not a name of a setting");
  EXPECT_EQ(AfterSet("A=1\n", "B", std::string_view("\0", 1)), "A value with a NUL cannot stand in a .env file");
}

TEST(DotenvDocument, A2_ANameIsRemoved) {
  Document document = Read("# a\nA=1\nB='2\n3'\nC=4\n");
  EXPECT_TRUE(document.Remove("B"));
  EXPECT_FALSE(document.Remove("B"));
  EXPECT_EQ(document.Text().Reveal(), "# a\nA=1\nC=4\n");
}

TEST(DotenvDocument, A2_ACommentThatHoldsASettingIsASecret) {
  const auto is_hidden = [](std::string_view text) { return Read(text).items.back().kind == Item::Kind::kHidden; };
  for (const char* text :
       {"#A=b", "  ## export a.b-c = x", "#gatehouse-mac 00", "#A='x\n# rest of it", "#A='x\n#y\n#z"}) {
    EXPECT_TRUE(is_hidden(text)) << text;
  }
  for (const char* text :
       {"#", "# words", "# a b=c", "#A=", "# =b", "#A='x'\n# words", "#A='x\n# y'\n# words", "#A='x\n\n# words"}) {
    EXPECT_FALSE(is_hidden(text)) << text;
  }
}

}  // namespace
}  // namespace gatehouse::dotenv
