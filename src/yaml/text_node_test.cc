#include "yaml/text_node.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatehouse::yaml {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr FileKind kPolicy = {
    .name = "policy", .start = "start with 'upstream:'", .form = "write lines such as 'profile: droplet'"};

std::vector<std::string> Errors(std::string_view yaml, const FileKind& kind = kPolicy) {
  Problems problems("p");
  const auto root = ReadText(yaml, kind, problems);
  std::vector<std::string> texts;
  for (const auto& error : problems.Take()) texts.push_back(error.Text());
  return texts;
}

TEST(TextNode, KeepsThePlaceOfEverything) {
  Problems problems("p");
  const auto root = ReadText("a: 1\nb:\n  - x\n  - { c: \"y\" }\n", kPolicy, problems);
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

TEST(TextNode, ARepeatedKeyIsAnErrorAtTheSecond) {
  EXPECT_THAT(Errors("mode: enforce\nlisten: x\nmode: observe\n"),
              ElementsAre(AllOf(HasSubstr("p:3:1"), HasSubstr("'mode' is written twice"), HasSubstr("line 1"))));
  EXPECT_THAT(Errors("a: {b: 1, \"b\": 2}"), ElementsAre(HasSubstr("p:1:11: The key 'b' is written twice")));
}

TEST(TextNode, AliasesAndAnchorsAreRefused) {
  EXPECT_THAT(Errors("a: &x 1\nb: *x\n"), ElementsAre(HasSubstr("p:1:4: Anchors"), HasSubstr("p:2:4: Aliases")));
}

TEST(TextNode, AnAliasBombIsRefusedWithoutGrowing) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string last = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + last;
    for (int k = 0; k < 9; ++k) bomb += ", " + last;
    bomb += "]\n";
  }
  EXPECT_GT(Errors(bomb).size(), 100U);  // one for each alias written, none for what they would become
}

TEST(TextNode, TagsAndSecondDocumentsAreRefused) {
  EXPECT_THAT(Errors("a: !!binary eA==\n"), ElementsAre(HasSubstr("p:1:4: Tags")));
  EXPECT_THAT(Errors("a: 1\n---\nb: 2\n"), ElementsAre(HasSubstr("p:3:1: The policy contains a second YAML document")));
}

TEST(TextNode, BrokenYamlIsToldWithItsPlace) {
  EXPECT_THAT(Errors("a: [1, 2\nb: 3\n"), ElementsAre(HasSubstr("This is not YAML")));
  EXPECT_THAT(Errors("a: 1\n\tb: 2\n"), ElementsAre(AllOf(HasSubstr("p:2:"), HasSubstr("a tab indents the line"))));
  EXPECT_THAT(Errors("a:\n  - b\n  \t- c: 1\n"), ElementsAre(HasSubstr("a tab indents the line")));
  EXPECT_THAT(Errors("a: [1,\t2\nb: 3\n"), ElementsAre(Not(HasSubstr("a tab indents"))));
  EXPECT_THAT(Errors("listen: *:8443\n"), ElementsAre(HasSubstr("needs quotes")));
  EXPECT_THAT(Errors("a:\n  - { path: /files/{name}, auth: none }\n"),
              ElementsAre(AllOf(HasSubstr("p:2:"), HasSubstr("write path: \"/files/{name}\""))));
  EXPECT_THAT(Errors("a:\n  - { path: \"/files/{name}\", auth: none\nb: 1\n"),
              ElementsAre(Not(HasSubstr("without quotes"))));
}

TEST(TextNode, WhatIsNoMappingIsRefused) {
  EXPECT_THAT(Errors(""), ElementsAre(HasSubstr("The policy is empty")));
  EXPECT_THAT(Errors("# nothing\n"), ElementsAre(HasSubstr("The policy is empty")));
  EXPECT_THAT(Errors("- a\n"), ElementsAre(HasSubstr("must be keys with values")));
  EXPECT_THAT(Errors("? [a, b]\n: 1\n"), ElementsAre(HasSubstr("A key must be a word")));
}

TEST(TextNode, BoundsHoldBeforeAnythingGrows) {
  EXPECT_THAT(Errors(std::string(kMaxBytes + 1, ' ')), ElementsAre(HasSubstr("larger than 262144 bytes")));
  std::string wide = "a: [";
  for (size_t i = 0; i < kMaxNodes; ++i) wide += "1,";
  EXPECT_THAT(Errors(wide + "1]"), ElementsAre(HasSubstr("more than 20000 values")));
  std::string deep = "a: ";
  for (size_t i = 0; i < kMaxDepth; ++i) deep += "[";
  deep += "1";
  for (size_t i = 0; i < kMaxDepth; ++i) deep += "]";
  EXPECT_THAT(Errors(deep), ElementsAre(HasSubstr("nested deeper than 16 levels")));
  EXPECT_THAT(Errors("a: " + std::string(100'000, '[')), ElementsAre(testing::_));
  EXPECT_THAT(Errors("a: " + std::string(100'000, '{')), ElementsAre(testing::_));
}

TEST(TextNode, ErrorsNameTheKindOfFile) {
  constexpr FileKind kRules = {.name = "file of rules", .start = "write rules: []", .form = "write rules: below it"};
  for (const std::string& yaml :
       {std::string(), std::string("[1, 2]"), std::string("a: &x 1\nb: *x"), std::string("a: !!str b"),
        std::string("a: 1\n---\nb: 2"), std::string("a: \xff"), std::string("a: \x01"), std::string(kMaxBytes + 1, ' '),
        "a: [" + std::string(2 * kMaxNodes, ',') + "]", "a: " + std::string(kMaxDepth + 1, '[')}) {
    const auto errors = Errors(yaml, kRules);
    ASSERT_FALSE(errors.empty());
    for (const std::string& error : errors) EXPECT_THAT(error, testing::Not(HasSubstr("policy"))) << yaml.substr(0, 40);
  }
  EXPECT_THAT(Errors("", kRules), ElementsAre("p: The file of rules is empty (write rules: [])"));
  EXPECT_THAT(Errors("- a", kRules), ElementsAre(HasSubstr("must be keys with values (write rules: below it)")));
}

TEST(TextNode, OnlyPlainUtf8IsRead) {
  EXPECT_THAT(Errors("a: \xff\n"), ElementsAre(HasSubstr("not UTF-8")));
  EXPECT_THAT(Errors(std::string_view("a: 1\nb: x\0y\n", 12)),
              ElementsAre(HasSubstr("p:2:5: The policy contains a control")));
  EXPECT_THAT(Errors("a: \"caf\xc3\xa9\"\n"), testing::IsEmpty());
}

}  // namespace
}  // namespace gatehouse::yaml
