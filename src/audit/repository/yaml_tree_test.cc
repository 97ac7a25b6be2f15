#include "audit/repository/yaml_tree.h"

#include <gtest/gtest.h>

namespace gatehouse::audit {
namespace {

TEST(YamlTree, ReadsDocumentsWithPlaces) {
  const auto documents = ReadYaml("a: { b: [1, 'x'] }\n---\nkind: Pod\n", "x.yaml");
  ASSERT_TRUE(documents);
  ASSERT_EQ(documents->size(), 2U);
  EXPECT_EQ((*documents)[0].At("a.b")->Texts(), (std::vector<std::string>{"1", "x"}));
  EXPECT_EQ((*documents)[1].TextAt("kind"), "Pod");
  EXPECT_EQ((*documents)[1].Get("kind")->line, 3U);
}

TEST(YamlTree, FollowsAnchorsAndMergeKeys) {
  const auto documents = ReadYaml("x: &base { read_only: true, user: a }\ny: { <<: *base, user: b }\n", "x.yaml");
  ASSERT_TRUE(documents);
  EXPECT_TRUE(documents->front().At("y.read_only")->IsTrue());
  EXPECT_EQ(documents->front().TextAt("y.user"), "b");
}

TEST(YamlTree, ABombIsRefused) {
  std::string bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 12; ++i) {
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int j = 0; j < 10; ++j) bomb += std::string(j > 0 ? "," : "") + "*a" + std::to_string(i - 1);
    bomb += "]\n";
  }
  const auto documents = ReadYaml(bomb, "bomb.yaml");
  ASSERT_FALSE(documents);
  EXPECT_NE(documents.error().what.find("too many nodes"), std::string::npos);
}

TEST(YamlTree, A17_ALongTextThatIsRepeatedIsRefused) {
  std::string bomb = "a: &a " + std::string(1 << 20, 'x') + "\nb:\n";
  for (int i = 0; i < 100; ++i) bomb += "  - *a\n";
  const auto documents = ReadYaml(bomb, "bomb.yaml");
  ASSERT_FALSE(documents);
  EXPECT_NE(documents.error().what.find("too large"), std::string::npos);
}

TEST(YamlTree, OfNamesThatRepeatTheLastCountsHoweverManyThereAre) {
  for (const int count : {4, 400}) {
    std::string text;
    for (int i = 0; i < count; ++i) text += "k" + std::to_string(i * 7 % count) + ": first\n";
    text += "k2: last\n";
    const auto documents = ReadYaml(text, "x.yaml");
    ASSERT_TRUE(documents);
    const YamlNode& root = documents->front();
    EXPECT_EQ(root.TextAt("k2"), "last");
    EXPECT_EQ(root.TextAt("k1"), "first");
    EXPECT_EQ(root.Get("k" + std::to_string(count)), nullptr);
    EXPECT_EQ(root.Get(""), nullptr);
    EXPECT_EQ(root.Get("zz"), nullptr);
  }
}

TEST(YamlTree, WhatStandsInAMapWinsThenWhatWasMergedFirst) {
  const auto documents = ReadYaml(
      "a: &a { x: a, y: a, z: a }\nb: &b { x: b, y: b, w: b }\nc:\n  <<: *a\n  x: c\n  <<: *b\nd: { <<: [*b, *a] }\n",
      "x.yaml");
  ASSERT_TRUE(documents);
  const auto at = [&](const char* path) { return documents->front().TextAt(path); };
  EXPECT_EQ(at("c.x") + at("c.y") + at("c.z") + at("c.w"), "caab");
  EXPECT_EQ(at("d.x") + at("d.y") + at("d.z") + at("d.w"), "bbab");
}

TEST(YamlTree, DepthIsBounded) {
  EXPECT_FALSE(ReadYaml(std::string(100, '['), "deep.yaml"));
  EXPECT_FALSE(ReadYaml("a: [", "x.yaml"));
}

}  // namespace
}  // namespace gatehouse::audit
