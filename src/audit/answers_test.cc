#include "audit/answers.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace gatehouse::audit {
namespace {

std::string Text(std::string text) {
  for (size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 2)) text.replace(at, 1, "\\n");
  return text;
}

std::string FileOf(const Answer& answer) {
  return fmt::format(
      R"({{"answers": [{{"line": "{}", "question": "{}", "answer": "{}", "note": "{}", "by": "{}", "date": "{}", "key": "{}", "signature": "{}"}}]}})",
      answer.line, answer.question, answer.answer, answer.note, answer.by, answer.date, Text(answer.key),
      answer.signature);
}

class Answers : public testing::Test {
 protected:
  crypto::PrivateKey key_ = *crypto::PrivateKey::Generate(crypto::Algorithm::kEdDsa);
  Answer answer_{.line = "c/q", .question = "Is it?", .answer = "yes", .note = "n", .by = "Ada", .date = "2026-01-31"};
  void SetUp() override { ASSERT_TRUE(Sign(answer_, key_)); }
};

TEST_F(Answers, A17_ASignedAnswerIsRead) {
  const auto read = ReadAnswers(FileOf(answer_), "f", {});
  ASSERT_TRUE(read) << read.error().Text();
  EXPECT_EQ(read->front().by, "Ada");
  EXPECT_EQ(read->front().KeyId().size(), 16U);
}

TEST_F(Answers, A17_AnyChangeIsNoticed) {
  for (std::string Answer::* field :
       {&Answer::line, &Answer::question, &Answer::answer, &Answer::note, &Answer::by, &Answer::date}) {
    Answer changed = answer_;
    changed.*field = field == &Answer::answer ? "no" : changed.*field + "x";
    EXPECT_FALSE(ReadAnswers(FileOf(changed), "f", {}));
  }
}

TEST_F(Answers, A17_AKeyThatIsNotTrustedDoesNotCount) {
  const crypto::PublicKey own = key_.Public();
  EXPECT_TRUE(ReadAnswers(FileOf(answer_), "f", {&own, 1}));
  const crypto::PublicKey other = crypto::PrivateKey::Generate(crypto::Algorithm::kEdDsa)->Public();
  EXPECT_FALSE(ReadAnswers(FileOf(answer_), "f", {&other, 1}));
}

TEST_F(Answers, FieldsCannotMove) {
  Answer moved = answer_;
  moved.note = "";
  moved.by = "nAda";
  EXPECT_NE(moved.SignedText(), answer_.SignedText());
  EXPECT_FALSE(ReadAnswers("{}", "f", {}));
  EXPECT_FALSE(Sign(moved, *crypto::PrivateKey::Generate(crypto::Algorithm::kEs256)));
}

}  // namespace
}  // namespace gatehouse::audit
