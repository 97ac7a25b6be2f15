#include "answers/base64_text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "base/bytes.h"

namespace gatehouse::answers {
namespace {

std::vector<Base64Text> TextsOf(std::string_view text) {
  size_t at = 0;
  return Base64TextsOf(text, at);
}

std::string BytesOf(const Base64Text& of) {
  std::string bytes;
  return std::string(of.Decode(bytes));
}

TEST(Base64Text, IsDecodedToItsLastByte) {
  for (size_t length = 20; length < 60; ++length) {
    const std::string text(length, 'x');
    const std::string code = base::Base64Encode(text);
    const auto found = TextsOf(code);
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(BytesOf(found[0]), text);
    EXPECT_EQ(found[0].at, 0U);
  }
}

TEST(Base64Text, BeginsAnywhereInARun) {
  const std::string code = base::Base64Encode("some of the words of a text, and more");
  for (size_t passed = 0; passed < 4; ++passed) {
    const std::string run = "/a/b/" + code.substr(passed);
    const auto found = TextsOf(run);
    EXPECT_TRUE(std::ranges::any_of(found, [](const Base64Text& each) {
      return BytesOf(each).ends_with("of the words of a text, and more");
    })) << passed;
  }
}

TEST(Base64Text, EachTextBetweenOtherBytesIsOne) {
  const std::string other(9, '\xFF');
  const std::string code =
      base::Base64Encode(other + "the first of the texts" + other + "and another one, as long" + other);
  const auto found = TextsOf(code);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_TRUE(BytesOf(found[0]).contains("the first of the texts"));
  EXPECT_TRUE(BytesOf(found[1]).contains("and another one, as long"));
}

TEST(Base64Text, NamesPathsAndHashesAreNone) {
  for (const std::string_view text :
       {"getElementsByClassNameAndMore", "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e730433",
        "/static/images/pictures/of/the/harbour"}) {
    EXPECT_TRUE(TextsOf(text).empty()) << text;
  }
}

TEST(Base64Text, IsOpenFromTheQuadBeforeItsFirstByte) {
  const std::string front(9, '\xFF');
  EXPECT_EQ(OpenBase64From("x: " + base::Base64UrlEncode(front + "sk-"), 256), 11U);
  EXPECT_EQ(OpenBase64From("x: " + base::Base64UrlEncode(front + "sk-") + "\n", 256), 20U);
  EXPECT_EQ(OpenBase64From("x: abc", 256), 3U);
  EXPECT_EQ(OpenBase64From("", 256), 0U);
  EXPECT_EQ(OpenBase64From("a", 256), 0U);
  EXPECT_EQ(OpenBase64From(std::string(400, 'A'), 256), 144U);
}

}  // namespace
}  // namespace gatehouse::answers
