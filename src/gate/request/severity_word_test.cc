#include "gate/request/severity_word.h"

#include <gtest/gtest.h>

namespace gatehouse::gate {
namespace {

TEST(SeverityWord, A15_EachNameIsReadAndAnythingElseIsAnswered) {
  for (int rank = 0; rank <= static_cast<int>(Severity::kCritical); ++rank) {
    const auto severity = static_cast<Severity>(rank);
    const auto read = ReadSeverity(Name(severity));
    ASSERT_TRUE(read) << Name(severity);
    EXPECT_EQ(*read, severity);
  }
  for (const auto& [word, fix] : {std::pair{"hihg", "did you mean high?"},
                                  {"HIGH", "write info, low, medium, high or critical"},
                                  {"", "write info, low, medium, high or critical"},
                                  {"severe", "write info, low, medium, high or critical"}}) {
    const auto read = ReadSeverity(word);
    ASSERT_FALSE(read) << word;
    EXPECT_EQ(read.error().fix, fix) << word;
  }
}

}  // namespace
}  // namespace gatehouse::gate
