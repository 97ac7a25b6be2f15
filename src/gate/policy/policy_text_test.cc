#include "gate/policy/policy_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatehouse::gate {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> Errors(std::string_view yaml) {
  Problems problems("p");
  const auto root = ReadPolicyText(yaml, problems);
  std::vector<std::string> texts;
  for (const auto& error : problems.Take()) texts.push_back(error.Text());
  return texts;
}

TEST(PolicyText, KeepsThePlaceOfEverything) {
  Problems problems("p");
  const auto root = ReadPolicyText("a: 1\nb:\n  - x\n  - { c: \"y\" }\n", problems);
  ASSERT_TRUE(root && problems.empty());
  EXPECT_EQ(root->Get("a")->text, "1");
  EXPECT_EQ(root->Get("a")->place, (Place{.line = 1, .column = 4}));
  const TextNode* list = root->Get("b");
  ASSERT_EQ(list->items.size(), 2U);
  EXPECT_EQ(list->items[0].place, (Place{.line = 3, .column = 5}));
  EXPECT_FALSE(list->items[0].quoted);
  EXPECT_TRUE(list->items[1].Get("c")->quoted);
  EXPECT_EQ(list->items[1].PlaceOf("c"), (Place{.line = 4, .column = 7}));
  EXPECT_EQ(root->Get("z"), nullptr);
  EXPECT_FALSE(root->Has("z"));
}

TEST(PolicyText, ARepeatedKeyIsAnErrorAtTheSecond) {
  EXPECT_THAT(Errors("mode: enforce\nlisten: x\nmode: observe\n"),
              ElementsAre(AllOf(HasSubstr("p:3:1"), HasSubstr("'mode' is written twice"), HasSubstr("line 1"))));
  EXPECT_THAT(Errors("a: {b: 1, \"b\": 2}"), ElementsAre(HasSubstr("p:1:11: The key 'b' is written twice")));
}

TEST(PolicyText, AliasesAndAnchorsAreRefused) {
  EXPECT_THAT(Errors("a: &x 1\nb: *x\n"), ElementsAre(HasSubstr("p:1:4: Anchors"), HasSubstr("p:2:4: Aliases")));
}

TEST(PolicyText, AnAliasBombIsRefusedWithoutGrowing) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string last = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + last;
    for (int k = 0; k < 9; ++k) bomb += ", " + last;
    bomb += "]\n";
  }
  EXPECT_GT(Errors(bomb).size(), 100U);  // one for each alias written, none for what they would become
}

TEST(PolicyText, TagsAndSecondDocumentsAreRefused) {
  EXPECT_THAT(Errors("a: !!binary eA==\n"), ElementsAre(HasSubstr("p:1:4: Tags")));
  EXPECT_THAT(Errors("a: 1\n---\nb: 2\n"), ElementsAre(HasSubstr("p:3:1: The policy holds a second YAML document")));
}

TEST(PolicyText, BrokenYamlIsToldWithItsPlace) {
  EXPECT_THAT(Errors("a: [1, 2\nb: 3\n"), ElementsAre(HasSubstr("This is not YAML")));
  EXPECT_THAT(Errors("a: 1\n\tb: 2\n"), ElementsAre(HasSubstr("p:2:")));
  EXPECT_THAT(Errors("listen: *:8443\n"), ElementsAre(HasSubstr("needs quotes")));
}

TEST(PolicyText, WhatIsNoMappingIsRefused) {
  EXPECT_THAT(Errors(""), ElementsAre(HasSubstr("The policy is empty")));
  EXPECT_THAT(Errors("# nothing\n"), ElementsAre(HasSubstr("The policy is empty")));
  EXPECT_THAT(Errors("- a\n"), ElementsAre(HasSubstr("must be keys with values")));
  EXPECT_THAT(Errors("? [a, b]\n: 1\n"), ElementsAre(HasSubstr("A key must be a word")));
}

TEST(PolicyText, BoundsHoldBeforeAnythingGrows) {
  EXPECT_THAT(Errors(std::string(kMaxPolicyBytes + 1, ' ')), ElementsAre(HasSubstr("larger than 262144 bytes")));
  std::string wide = "a: [";
  for (size_t i = 0; i < kMaxPolicyNodes; ++i) wide += "1,";
  EXPECT_THAT(Errors(wide + "1]"), ElementsAre(HasSubstr("more than 20000 values")));
  std::string deep = "a: ";
  for (size_t i = 0; i < kMaxPolicyDepth; ++i) deep += "[";
  deep += "1";
  for (size_t i = 0; i < kMaxPolicyDepth; ++i) deep += "]";
  EXPECT_THAT(Errors(deep), ElementsAre(HasSubstr("nested deeper than 16 levels")));
  EXPECT_THAT(Errors("a: " + std::string(100'000, '[')), ElementsAre(testing::_));
  EXPECT_THAT(Errors("a: " + std::string(100'000, '{')), ElementsAre(testing::_));
}

TEST(PolicyText, OnlyPlainUtf8IsRead) {
  EXPECT_THAT(Errors("a: \xff\n"), ElementsAre(HasSubstr("not UTF-8")));
  EXPECT_THAT(Errors(std::string_view("a: 1\nb: x\0y\n", 12)),
              ElementsAre(HasSubstr("p:2:5: The policy holds a control")));
  EXPECT_THAT(Errors("a: \"caf\xc3\xa9\"\n"), testing::IsEmpty());
}

}  // namespace
}  // namespace gatehouse::gate
