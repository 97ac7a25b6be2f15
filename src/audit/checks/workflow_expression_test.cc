#include "audit/checks/workflow_expression.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatehouse::audit {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(WorkflowExpression, C12_WhatBecomesText) {
  EXPECT_THAT(TextsIn(" github.event['issue'][ 'Title' ] "), ElementsAre("github.event.issue.title"));
  EXPECT_THAT(TextsIn("github.event.commits[0].message"), ElementsAre("github.event.commits.0.message"));
  EXPECT_THAT(TextsIn("github.event.commits[inputs.n].message"), ElementsAre("github.event.commits.inputs.n.message"));
  EXPECT_THAT(TextsIn("format('{0} {1}', inputs.a, github.head_ref)"), ElementsAre("inputs.a", "github.head_ref"));
  EXPECT_THAT(TextsIn("toJSON( github.event )"), ElementsAre("tojson(github.event)"));
  EXPECT_THAT(TextsIn("a || b"), ElementsAre("a", "b"));
  EXPECT_THAT(TextsIn("a == 'x' && b || 'c'"), ElementsAre("b"));
  EXPECT_THAT(TextsIn("(a || 'x')"), ElementsAre("a"));
  for (const char* expression : {"", " ", "'github.head_ref'", "a == b", "a != b && 'x' || ''", "!a", "contains(a, b)",
                                 "startsWith(github.head_ref, 'x')", "a && '--fast' || ''", "inputs.n > 5"}) {
    EXPECT_THAT(TextsIn(expression), IsEmpty()) << expression;
  }
  // Odd ones are read as far as they go.
  for (const char* expression : {"(", ")", "f(", "[", "a[", "a['", "'", "||", "&& ||", "f(a))"})
    (void)TextsIn(expression);
  (void)TextsIn(std::string(100'000, '('));
}

TEST(WorkflowExpression, C12_WhoWritesIt) {
  for (const char* reference : {"github.head_ref",
                                "github.event.issue.title",
                                "github.event.issue.body",
                                "github.event.pull_request.title",
                                "github.event.pull_request.body",
                                "github.event.pull_request.head.ref",
                                "github.event.pull_request.head.label",
                                "github.event.pull_request.head.repo.default_branch",
                                "github.event.pull_request.head.repo.description",
                                "github.event.comment.body",
                                "github.event.review.body",
                                "github.event.review_comment.body",
                                "github.event.discussion.title",
                                "github.event.discussion.body",
                                "github.event.answer.body",
                                "github.event.pages.*.page_name",
                                "github.event.pages.0.title",
                                "github.event.commits.*.message",
                                "github.event.commits.0.author.email",
                                "github.event.commits.*.author.name",
                                "github.event.head_commit.message",
                                "github.event.head_commit.committer.name",
                                "github.event.workflow_run.head_branch",
                                "github.event.workflow_run.head_commit.author.email",
                                "github.event.workflow_run.display_title",
                                "github.event.workflow_run.pull_requests.0.head.ref",
                                "github.event.check_suite.head_branch",
                                "github.event.check_run.check_suite.head_branch",
                                "github.event.merge_group.head_commit.message",
                                "github.event.forkee.description",
                                "github.event.changes.title.from",
                                "tojson(github)",
                                "tojson(github.event)",
                                "tojson(github.event.issue)"}) {
    EXPECT_EQ(WriterOf(reference), Writer::kStranger) << reference;
  }
  for (const char* reference :
       {"inputs.x", "github.event.inputs.x", "github.event.client_payload.ref", "tojson(inputs)"}) {
    EXPECT_EQ(WriterOf(reference), Writer::kCaller) << reference;
  }
  for (const char* reference : {"",
                                "github.sha",
                                "github.ref",
                                "github.ref_name",
                                "github.actor",
                                "github.repository",
                                "github.run_number",
                                "github.event",
                                "github.event_name",
                                "github.event.action",
                                "github.event.number",
                                "github.event.issue.number",
                                "github.event.issue.user.login",
                                "github.event.issue.html_url",
                                "github.event.pull_request.head.sha",
                                "github.event.pull_request.base.ref",
                                "github.event.pull_request.base.repo.description",
                                "github.event.pull_request.head.repo.full_name",
                                "github.event.pull_request.head.repo.name",
                                "github.event.pull_request.milestone.title",
                                "github.event.issue.labels.*.name",
                                "github.event.label.name",
                                "github.event.comment.id",
                                "github.event.comment.author_association",
                                "github.event.repository.name",
                                "github.event.repository.default_branch",
                                "github.event.sender.login",
                                "github.event.workflow_run.id",
                                "github.event.workflow_run.conclusion",
                                "github.event.workflow_run.head_sha",
                                "github.event.release.tag_name",
                                "github.event.commits.*.id",
                                "secrets.x",
                                "matrix.os",
                                "steps.a.outputs.b",
                                "tojson(matrix)",
                                "tojson(github.event.repository)",
                                "github.event.title"}) {
    EXPECT_EQ(WriterOf(reference), Writer::kNobody) << reference;
  }
}

}  // namespace
}  // namespace gatehouse::audit
