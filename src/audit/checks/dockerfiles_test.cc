#include "audit/checks/dockerfiles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audit/repository/testing_folder.h"

namespace gatehouse::audit {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// "NAME=VALUE" of each, and "NAME" alone for a name without a value.
std::vector<std::string> Assignments(const std::string& line) {
  std::vector<std::string> texts;
  for (const Assignment& each : AssignmentsOf(ParseDockerfile("FROM scratch\n" + line + "\n").instructions.back()))
    texts.push_back(each.has_value ? each.name + "=" + each.value : each.name);
  return texts;
}

TEST(Dockerfiles, A7_B14_AssignmentsInBothSpellings) {
  EXPECT_THAT(Assignments("ENV A=1 B=\"two words\" C="), ElementsAre("A=1", "B=two words", "C="));
  EXPECT_THAT(Assignments("ENV A one two  three"), ElementsAre("A=one two three"));
  EXPECT_THAT(Assignments("ENV A=b=c"), ElementsAre("A=b=c"));
  EXPECT_THAT(Assignments("ARG TOKEN"), ElementsAre("TOKEN"));
  EXPECT_THAT(Assignments("ARG A=1 \\\n  B=2"), ElementsAre("A=1", "B=2"));
  EXPECT_THAT(Assignments("ENV"), IsEmpty());
}

TEST(Dockerfiles, A7_B14_EachDockerfileWithAStageIsLookedAt) {
  const testing::Folder folder{{"Dockerfile", "FROM a\n"},
                               {"b/Dockerfile.dev", "FROM b\nFROM c\n"},
                               {"c/Dockerfile", "# nothing\nRUN x\n"},
                               {"d/Dockerfile.md", "FROM d\n"},
                               {"e/Dockerfile", std::string(kMaxReadBytes + 1, '#')}};
  const auto repository = Repository::Open(folder.path());
  ASSERT_TRUE(repository);
  Results results;
  std::vector<std::string> seen;
  ForEachDockerfile(*repository, results, [&](const std::string& path, const Dockerfile& file) {
    seen.push_back(path + " " + std::to_string(file.stages.size()));
  });
  EXPECT_THAT(seen, ElementsAre("Dockerfile 1", "b/Dockerfile.dev 2"));
  ASSERT_EQ(results.left_out().size(), 1U);
  EXPECT_EQ(results.left_out().front().place.file, "e/Dockerfile");
}

TEST(Dockerfiles, A7_AFileEitherPassesARuleOrFailsIt) {
  static constexpr Rule kRule{"a-rule", Severity::kLow, "It is right", "do it"};
  Results results;
  const std::string good = "good";
  const std::string bad = "bad";
  FileVerdict of_good(good, kRule, results);
  of_good.PassUnlessFailed(3, "as it should be");
  FileVerdict of_bad(bad, kRule, results);
  of_bad.Fail(7, "is wrong");
  of_bad.PassUnlessFailed();
  ASSERT_EQ(results.findings().size(), 1U);
  EXPECT_EQ(results.findings().front().place.Text(), "bad:7");
  ASSERT_EQ(results.Rules().size(), 1U);
  EXPECT_EQ(results.Rules().front().passes, 1U);
}

}  // namespace
}  // namespace gatehouse::audit
