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

TEST(YamlTree, DepthIsBounded) {
  EXPECT_FALSE(ReadYaml(std::string(100, '['), "deep.yaml"));
  EXPECT_FALSE(ReadYaml("a: [", "x.yaml"));
}

}  // namespace
}  // namespace gatehouse::audit
