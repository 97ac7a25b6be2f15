#include <gtest/gtest.h>

#include "audit/checks/testing_repository.h"

namespace gatehouse::audit {
namespace {

std::string Found(const char* rule, const std::string& text) {
  return testing::Lines(WorkflowsCheck(), rule, {{".github/workflows/ci.yml", text}});
}

struct Case {
  const char* rule;
  const char* steps;  // from line 5 on
  const char* lines;
};

class Workflows : public ::testing::TestWithParam<Case> {};

TEST_P(Workflows, A5_B15_C12_IsFoundAtItsLine) {
  const std::string head = "on: pull_request_target\njobs:\n  a:\n    steps:\n";
  EXPECT_EQ(Found(GetParam().rule, head + GetParam().steps), GetParam().lines) << GetParam().steps;
}

constexpr Case kCases[] = {
    {"ci-actions-pinned",
     "      - uses: actions/checkout@v4\n      - uses: ./own\n      - uses: "
     "a/b@0123456789012345678901234567890123456789 # v1\n      - uses: docker://alpine:3\n      - uses: a/b\n",
     "5 8 9"},
    {"ci-permissions", "      - run: x\n", "3"},
    {"ci-injection", "      - run: echo ${{ github.event.issue.title }}\n", "5"},
    {"ci-injection", "      - run: |\n          a\n          echo ${{github.head_ref}}\n", "5"},
    {"ci-injection",
     "      - run: echo ${{ github.event['issue']['title'] }}\n      - run: echo ${{ GitHub.Head_Ref }}\n", "5 6"},
    {"ci-injection",
     "      - run: echo ${{ github.event.discussion.body }} ${{ github.event.workflow_run.head_branch }}\n", "5 5"},
    // True or false cannot carry a command.
    {"ci-injection",
     "      - run: echo ${{ contains(github.event.comment.body, '/deploy') }}\n      - run: echo ${{ github.head_ref "
     "== 'main' }}\n",
     ""},
    {"ci-injection", "      - run: echo ${{ github.head_ref == 'x' && github.head_ref || 'y' }}\n", "5"},
    {"ci-injection",
     "      - if: github.event.issue.title\n        env: { T: \"${{ github.event.issue.title }}\" }\n        run: echo "
     "\"$T\"\n",
     ""},
    {"ci-injection",
     "      - uses: actions/github-script@v7\n        with:\n          script: x(\"${{ github.event.comment.body "
     "}}\")\n",
     "7"},
    {"ci-untrusted-checkout",
     "      - uses: actions/checkout@v4\n        with: { ref: \"${{ github.event.pull_request.head.sha }}\" }\n", "5"},
    {"ci-untrusted-checkout", "      - uses: actions/checkout@v4\n", ""},
    {"ci-secrets",
     "      - run: echo ${{ secrets.A }}\n      - run: echo ${{ secrets.A }} | docker login --password-stdin\n", "5"},
    {"ci-secrets",
     "      - run: x\n        env: { API_KEY: 9f8e7d6c5b4a39281706f5e4d3c2b1a0, B: \"${{ secrets.B }}\" }\n", "6"},
};
INSTANTIATE_TEST_SUITE_P(All, Workflows, ::testing::ValuesIn(kCases));

TEST(WorkflowFiles, C12_PermissionsOfTheWorkflowAreItsJobs) {
  EXPECT_EQ(Found("ci-permissions", "permissions: { contents: read }\njobs:\n  a: { steps: [] }\n"), "");
  EXPECT_EQ(Found("ci-permissions", "permissions: write-all\njobs:\n  a: { steps: [], permissions: write-all }\n"),
            "1 3");
}

TEST(WorkflowFiles, A5_B15_AScanInAnyOfThem) {
  EXPECT_EQ(Found("ci-security-scan", "jobs:\n  a: { steps: [{ run: make }] }\n"), "0");
  EXPECT_EQ(
      testing::Lines(WorkflowsCheck(), "ci-security-scan",
                     {{".github/workflows/a.yml", "jobs: {}\n"}, {".gitlab-ci.yml", "a: { script: [bandit -r .] }\n"}}),
      "");
}

TEST(WorkflowFiles, C12_OddFiles) {
  for (const char* text : {"", "jobs:\n", "jobs: [1]\n", "jobs: { a: }\n", "jobs: { a: { steps: 5 } }\n", "- x\n"})
    EXPECT_EQ(Found("ci-actions-pinned", text), "") << text;
  EXPECT_EQ(Found("ci-actions-pinned", "jobs: { a: [\n"), "not run");
  EXPECT_EQ(Found("ci-actions-pinned", "\xEF\xBB\xBFjobs:\r\n  a:\r\n    steps:\r\n      - uses: a/b@v1\r\n"), "4");
}

}  // namespace
}  // namespace gatehouse::audit
