#include <gtest/gtest.h>

#include <chrono>

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
    {"ci-injection",
     "      - run: echo '${{ toJSON(github.event) }}'\n      - run: echo '${{ toJson( github.event.issue ) }}'\n      "
     "- run: "
     "echo ${{ github.event.workflow_run.head_commit.message }}\n      - run: echo ${{ toJSON(matrix) }}\n",
     "5 6 7"},
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
    {"ci-injection",
     "      - env: { T: \"${{ github.event.issue.title }}\" }\n        run: echo ${{ env.T }} ${{ env.U }}\n", "6"},
    {"ci-injection",
     "      - env: { T: \"${{ github.run_id }}${{ github.event.issue.title }}\" }\n        run: echo ${{ env.T }}\n",
     "6"},
    {"ci-injection", "      - run: echo ${{ join(github.event.commits.*.message, ' ') }}\n", "5"},
    {"ci-injection", "      - run: echo ${{ github.event.pull_request.base.ref }} ${{ github.event.issue.number }}\n",
     ""},
    {"ci-input-injection",
     "      - run: echo ${{ inputs.name }}\n      - run: echo ${{ github.event.inputs.name }}\n      - run: make "
     "${{ inputs.fast && '--fast' || '' }}\n      - run: x ${{ github.event.client_payload.ref }}\n",
     "5 6 8"},
    {"ci-curl-to-shell",
     "      - run: curl x | bash\n      - run: |\n          true\n          sh -c \"$(wget -qO- x)\"\n      - run: "
     "curl x | "
     "python3 -m json.tool\n      - { shell: python, run: \"'curl x' | sh\" }\n",
     "5 6"},
    {"ci-untrusted-checkout",
     "      - uses: actions/checkout@v4\n        with: { ref: \"${{ github.event.pull_request.head.sha }}\" }\n", "5"},
    {"ci-untrusted-checkout", "      - uses: actions/checkout@v4\n", ""},
    {"ci-untrusted-checkout",
     "      - run: gh pr checkout ${{ github.event.number }}\n      - run: |\n          git fetch origin "
     "pull/$NUMBER/head\n          make\n      - run: gh pr list\n",
     "5 6"},
    {"ci-secrets", "      - run: echo ${{ needs.git-secrets.outputs.count }}\n      - run: echo ${{ Secrets['A'] }}\n",
     "6"},
    {"ci-secrets",
     "      - run: echo ${{ secrets.A }}\n      - run: echo ${{ secrets.A }} | docker login --password-stdin\n", "5"},
    {"ci-secrets",
     "      - run: x\n        env: { API_KEY: 9f8e7d6c5b4a39281706f5e4d3c2b1a0, B: \"${{ secrets.B }}\" }\n", "6"},
};
INSTANTIATE_TEST_SUITE_P(All, Workflows, ::testing::ValuesIn(kCases));

TEST(WorkflowFiles, C12_InputsOfATypeThatHoldsNoCommandMayBeInAScript) {
  const auto found = [](const std::string& type) {
    return Found("ci-input-injection", "on:\n  workflow_dispatch:\n    inputs:\n      n: { type: " + type +
                                           " }\njobs:\n  a:\n    steps:\n      - run: x ${{ inputs.N }}\n");
  };
  for (const char* type : {"boolean", "number", "choice", "environment"}) EXPECT_EQ(found(type), "") << type;
  EXPECT_EQ(found("string"), "8");
  EXPECT_EQ(found("\"\""), "8") << "a string, if nothing is said";
  EXPECT_EQ(
      Found("ci-input-injection",
            "on:\n  workflow_call:\n    inputs: { n: { type: string } }\n  workflow_dispatch:\n    inputs: { n: { "
            "type: choice } }\njobs:\n  a: { steps: [{ run: \"x ${{ inputs.n }}\" }] }\n"),
      "7")
      << "in one of two ways";
}

TEST(WorkflowFiles, C12_PermissionsOfTheWorkflowAreItsJobs) {
  EXPECT_EQ(Found("ci-permissions", "permissions: { contents: read }\njobs:\n  a: { steps: [] }\n"), "");
  EXPECT_EQ(Found("ci-permissions", "permissions: write-all\njobs:\n  a: { steps: [], permissions: write-all }\n"),
            "1 3");
}

// 4 MiB of expressions took minutes: for each, the rest of its line was searched.
TEST(WorkflowFiles, A17_ALineOfNothingButExpressionsIsReadInOnePass) {
  const auto begin = std::chrono::steady_clock::now();
  for (const char* expression : {"${{ secrets.A }}", "${{ github.head_ref }}", "${{", "${{ a ${{ b }}"}) {
    std::string script = "echo ";
    while (script.size() < 3'000'000) script += expression;
    const std::string text = "jobs:\n  a:\n    steps:\n      - run: \"" + script + "\"\n";
    EXPECT_FALSE(Found("ci-permissions", text).empty()) << expression;
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(60));
}

TEST(WorkflowFiles, C12_APrintedSecretInAnyLineOfAScript) {
  const std::string head = "jobs:\n  a:\n    steps:\n      - run: |\n          ";
  EXPECT_EQ(Found("ci-secrets", head + "make ${{ secrets.A }}\n          echo ${{ secrets.B }}\n"), "4");
  EXPECT_EQ(Found("ci-secrets", head + "make\n          echo ${{ secrets.A }} > file\n          y ${{ secrets.B }}\n"),
            "");
  EXPECT_EQ(Found("ci-secrets", head + "echo a | b ${{ secrets.A }}\n"), "4");
}

TEST(WorkflowFiles, B15_TheDatabaseOfAServiceContainerIsOpenToItsJobOnly) {
  const auto found = [](const std::string& password, const std::string& host) {
    const std::string url = "postgres://app:" + password + "@" + host + ":5432/app";
    return Found("ci-secrets", "env: { A: \"" + url +
                                   "\" }\njobs:\n  a:\n    services:\n      db:\n        image: p\n" +
                                   "        env: { POSTGRES_PASSWORD: root }\n    env: { B: \"" + url +
                                   "\" }\n    steps:\n      - run: x\n        env: { C: \"" + url +
                                   "\" }\n  b:\n    env: { D: \"" + url + "\" }\n");
  };
  EXPECT_EQ(found("root", "localhost"), "13") << "another job has no such service";
  EXPECT_EQ(found("root", "db"), "13");
  EXPECT_EQ(found("root", "db.example.org"), "1 8 11 13");
  EXPECT_EQ(found("k7Xq4mB9", "localhost"), "1 8 11 13") << "not what the service is started with";
}

TEST(WorkflowFiles, A5_B15_ACalledWorkflowIsNamedByItsCommit) {
  const std::string commit(40, 'a');
  EXPECT_EQ(Found("ci-actions-pinned",
                  "jobs:\n  a:\n    uses: owner/repository/.github/workflows/x.yml@main\n  b:\n    uses: "
                  "./.github/workflows/y.yml\n  c:\n    uses: owner/repository/.github/workflows/x.yml@" +
                      commit + "\n  d: { uses: owner/repository/.github/workflows/x.yml }\n"),
            "3 8");
}

TEST(WorkflowFiles, A7_B14_ImagesOfJobs) {
  EXPECT_EQ(
      Found("ci-image-digest",
            "jobs:\n  a:\n    container: node:20\n  b:\n    container: { image: \"debian:12@sha256:" +
                std::string(64, 'b') +
                "\" }\n    services:\n      db: { image: postgres:16 }\n      own: { image: \"${{ inputs.x }}\" }\n"),
      "3 7");
}

std::string InAction(const char* rule, const std::string& text, const char* file = ".github/actions/a/action.yml") {
  return testing::Lines(WorkflowsCheck(), rule, {{file, text}});
}

TEST(Actions, A5_B15_StepsOfACompositeActionArePinned) {
  const std::string text =
      "name: a\nruns:\n  using: composite\n  steps:\n    - uses: a/b@v1\n    - uses: ./c\n    - uses: "
      "a/b@" +
      std::string(40, '0') + "\n    - { shell: bash, run: x }\n";
  for (const char* file : {"action.yml", "action.yaml", "sub/action.yml"})
    EXPECT_EQ(InAction("ci-actions-pinned", text, file), "5") << file;
  EXPECT_EQ(InAction("ci-permissions", text), "");
}

TEST(Actions, A5_B15_AnActionThatIsAnImage) {
  EXPECT_EQ(InAction("ci-actions-pinned", "runs:\n  using: docker\n  image: docker://alpine:3\n"), "3");
  EXPECT_EQ(InAction("ci-actions-pinned", "runs: { using: docker, image: Dockerfile }\n"), "");
}

TEST(Actions, C12_TextOfStrangersInAStep) {
  EXPECT_EQ(
      InAction("ci-injection",
               "runs:\n  using: composite\n  steps:\n    - shell: bash\n      run: echo ${{ "
               "github.event.pull_request.title }}\n    - shell: bash\n      env: { T: \"${{ github.head_ref }}\" "
               "}\n      run: echo \"$T\"\n"),
      "5");
}

TEST(Actions, C12_InputsInAStep) {
  EXPECT_EQ(
      InAction(
          "ci-input-injection",
          "inputs: { who: {} }\nruns:\n  using: composite\n  steps:\n    - { shell: bash, run: \"echo ${{ inputs.who "
          "}}\" }\n    - { shell: bash, env: { W: \"${{ inputs.who }}\" }, run: 'echo \"$W\"' }\n"),
      "5");
}

TEST(Actions, C12_OddFiles) {
  for (const char* text : {"", "runs: 5\n", "runs: { steps: x }\n", "runs: { using: node20, main: a.js }\n",
                           "- uses: a/b@v1\n", "jobs: { a: { steps: [{ uses: a/b }] } }\n"})
    EXPECT_EQ(InAction("ci-actions-pinned", text), "") << text;
  EXPECT_EQ(InAction("ci-actions-pinned", "runs: [\n"), "not run");
}

TEST(Actions, A5_B15_ARepositoryOfAnActionAloneIsNotAskedForAScan) {
  EXPECT_EQ(InAction("ci-security-scan", "runs: { using: composite, steps: [] }\n"), "");
  EXPECT_EQ(testing::Lines(WorkflowsCheck(), "ci-security-scan",
                           {{".github/workflows/a.yml", "jobs: {}\n"},
                            {".github/actions/scan/action.yml", "runs: { steps: [{ run: bandit -r . }] }\n"}}),
            "");
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
