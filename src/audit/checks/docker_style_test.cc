#include <gtest/gtest.h>

#include "audit/checks/testing_repository.h"

namespace gatehouse::audit {
namespace {

using testing::Case;

class DockerStyle : public ::testing::TestWithParam<Case> {};

TEST_P(DockerStyle, A7_B14_C13_IsFoundAtItsLine) {
  const Case& each = GetParam();
  EXPECT_EQ(testing::Lines(DockerStyleCheck(), each.rule, {{"Dockerfile", each.text}}), each.lines) << each.text;
}

constexpr Case kCases[] = {
    {"docker-add",
     "FROM a:1\nADD x /x\nADD x.tar.gz /\nADD https://h/x /x\nADD --checksum=sha256:a https://h/x /x\nADD [\"y\", "
     "\"/y\"]\n",
     "2 4 6"},
    {"docker-alias", "FROM a:1 AS b\nFROM a:1 as B\n", "2"},
    {"docker-alias", "FROM a:1 AS b\nFROM a:1 AS c\n", ""},
    {"docker-one-command", "FROM a:1\nCMD x\nCMD y\nFROM a:1\nCMD z\n", "3"},
    {"docker-maintainer", "FROM a:1\nMAINTAINER me\n", "2"},
    {"docker-workdir", "FROM a:1\nWORKDIR app\nWORKDIR /app\nWORKDIR \"/app\"\nWORKDIR C:\\app\nWORKDIR $HOME\n", "2"},
    {"docker-copy-from-self", "FROM a:1 AS b\nCOPY --from=b /x /x\n", "2"},
    {"docker-copy-many", "FROM a:1\nCOPY a b c\nCOPY a b c/\nCOPY a b .\nCOPY <<E /x\ny\nE\n", "2"},
    {"docker-copy-many", "FROM a:1\nCOPY [\"a b\", \"c\"]\n", ""},
};
INSTANTIATE_TEST_SUITE_P(All, DockerStyle, ::testing::ValuesIn(kCases));

}  // namespace
}  // namespace gatehouse::audit
