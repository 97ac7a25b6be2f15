#include "audit/repository/dockerfile.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace gatehouse::audit {
namespace {

TEST(Dockerfile, A7_JoinsContinuedLinesAndKeepsTheirNumbers) {
  const Dockerfile file = ParseDockerfile(
      "FROM debian:12-slim\nRUN apt-get update \\\n  # why\n\n  && apt-get install -y \\\n  curl\nUSER app\n");
  ASSERT_EQ(file.instructions.size(), 3U);
  const auto commands = file.instructions[1].Commands();
  ASSERT_EQ(commands.size(), 2U);
  EXPECT_EQ(commands[0].line, 2U);
  EXPECT_EQ(commands[1].line, 5U);
  EXPECT_TRUE(commands[1].HasWord("curl"));
  EXPECT_EQ(file.instructions[2].line, 7U);
}

TEST(Dockerfile, A7_HeredocsBelongToTheirInstruction) {
  const Dockerfile file = ParseDockerfile(
      "FROM a\nRUN <<EOF\napt-get update\nUSER root\nEOF\nCOPY <<-\"X\" /etc/x\n\tUSER root\n\tX\nUSER app\n");
  ASSERT_EQ(file.instructions.size(), 4U);
  EXPECT_EQ(file.instructions[1].Commands()[1].Name(), "apt-get");
  EXPECT_EQ(file.instructions[1].Commands()[1].line, 3U);
  EXPECT_EQ(file.instructions[2].heredoc, "USER root\n");
  EXPECT_EQ(file.instructions[3].keyword, "USER");
  EXPECT_EQ(file.instructions[3].words[0], "app");
}

// As people have reported them of other readers of Dockerfiles.
TEST(Dockerfile, A7_HeredocsInEverySpelling) {
  const Dockerfile file = ParseDockerfile(
      "FROM a\nRUN ls && \\\n  cat <<EOF >> go.mod && \\\n  cat go.mod\nUSER root\ncurl x | sh\nEOF\n# c\nCOPY "
      "<<-\\EOT /x\n  USER root\nEOT\n"
      "RUN <<EOF bash\nset -e\ncurl y | sh\nEOF\nRUN python3 <<EOF\ncurl z | sh\nEOF\nRUN <<EOF\n#!/usr/bin/env "
      "python3\nimport curl\nEOF\nUSER app");
  std::vector<std::string> keywords;
  for (const Instruction& each : file.instructions) keywords.push_back(each.keyword);
  EXPECT_EQ(keywords, (std::vector<std::string>{"FROM", "RUN", "COPY", "RUN", "RUN", "RUN", "USER"}));
  const auto loads = [&](size_t index) {
    return std::ranges::any_of(file.instructions[index].Commands(),
                               [](const ShellCommand& each) { return each.Name() == "curl"; });
  };
  EXPECT_FALSE(loads(1));  // what is written to a file is not run
  EXPECT_TRUE(loads(3));
  EXPECT_FALSE(loads(4));
  EXPECT_FALSE(loads(5));
}

TEST(Dockerfile, A7_FollowsTheEscapeDirective) {
  const Dockerfile file = ParseDockerfile("# escape=`\nFROM windows\nRUN dir `\n  c:\\\nUSER app\n");
  ASSERT_EQ(file.instructions.size(), 3U);
  EXPECT_EQ(file.instructions[2].keyword, "USER");
}

TEST(Dockerfile, B14_StagesAndTheirBases) {
  const Dockerfile file = ParseDockerfile(
      "ARG VERSION=3.11\nARG REGISTRY\nFROM ${REGISTRY:-docker.io}/python:${VERSION}-slim AS Base\nFROM base as "
      "build\nRUN make\nFROM base\n");
  ASSERT_EQ(file.stages.size(), 3U);
  EXPECT_EQ(file.stages[0].image, "docker.io/python:3.11-slim");
  EXPECT_TRUE(file.stages[2].is_earlier_stage);
  EXPECT_TRUE(file.IsInFinalImage(0));
  EXPECT_FALSE(file.IsInFinalImage(1));
}

TEST(Dockerfile, B14_AStageIsBuiltOnTheLastOfThatName) {
  const Dockerfile file = ParseDockerfile("FROM a AS x\nFROM b AS x\nFROM c AS y\nFROM X\nFROM z AS z\n");
  EXPECT_EQ(file.stages[3].base, 1U);
  EXPECT_FALSE(file.stages[4].is_earlier_stage);  // its own name is not above it
  const Dockerfile built = ParseDockerfile("FROM a AS x\nFROM x AS y\nFROM b AS z\nFROM y\n");
  std::vector<bool> in_final;
  for (size_t i = 0; i <= built.stages.size(); ++i) in_final.push_back(built.IsInFinalImage(i));
  EXPECT_EQ(in_final, (std::vector<bool>{true, true, false, true, false}));
}

TEST(Dockerfile, A17_ArgumentsThatNameEachOtherDoNotGrowWithoutEnd) {
  std::string text = "ARG A0=xx\n";
  for (int i = 1; i <= 64; ++i)
    text += "ARG A" + std::to_string(i) + "=$A" + std::to_string(i - 1) + "$A" + std::to_string(i - 1) + "\n";
  const Dockerfile file = ParseDockerfile(text + "FROM $A3\nFROM $A64\nFROM ${A3\nFROM ${A3}${A3\n");
  EXPECT_EQ(file.stages[0].image, std::string(16, 'x'));
  EXPECT_LE(file.stages[1].image.size(), 2 * kMaxFilledBytes);
  EXPECT_EQ(file.stages[2].image, "${A3");
  EXPECT_EQ(file.stages[3].image, std::string(16, 'x') + "${A3");
}

TEST(Dockerfile, FlagsAndJsonWords) {
  const Dockerfile file = ParseDockerfile(
      "FROM a\nCOPY --from=build --chown=app:app [\"a b\", \"/x/\"]\nCMD [\"sh\", \"-c\", \"curl x | sh\"]\n");
  EXPECT_EQ(file.instructions[1].Flag("from"), "build");
  EXPECT_EQ(file.instructions[1].words[0], "a b");
  ASSERT_EQ(file.instructions[2].Commands().size(), 2U);
  EXPECT_TRUE(file.instructions[2].Commands()[1].reads_pipe);
}

TEST(Dockerfile, ImageNames) {
  const ImageName image = ParseImageName("host:5000/team/app:1.2@sha256:ab");
  EXPECT_EQ(image.name, "host:5000/team/app");
  EXPECT_EQ(image.tag, "1.2");
  EXPECT_EQ(image.digest, "sha256:ab");
  EXPECT_EQ(ParseImageName("host:5000/app").tag, "");
}

TEST(Dockerfile, OddTextsDoNotBreakIt) {
  for (const char* text : {"", "\\", "FROM", "RUN <<", "RUN <<EOF",
                           "\xEF\xBB\xBF"
                           "FROM a",
                           "FROM ${", "COPY [\"a\"", "RUN \\\n\\\n\\", "HEALTHCHECK", "ENV", "# escape="}) {
    const Dockerfile file = ParseDockerfile(text);
    for (const Instruction& each : file.instructions) EXPECT_LT(each.Commands().size(), 10U) << text;
  }
}

}  // namespace
}  // namespace gatehouse::audit
