#include "cli/run/settings_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatehouse::cli {
namespace {

TEST(RunSettings, C1_ASettingByItsReference) {
  const auto chosen = ParseChosen("DATABASE_URL=ref+env://OTHER");
  ASSERT_TRUE(chosen) << chosen.error().Text();
  EXPECT_EQ(chosen->name, "DATABASE_URL");
  EXPECT_EQ(chosen->reference, "ref+env://OTHER");
  EXPECT_EQ(ParseChosen("DATABASE_URL")->reference, "");
}

TEST(RunSettings, B4_NoSecretInAnArgument) {
  for (const char* text :
       {"PASSWORD=hunter2", "PASSWORD=", "A=ref", "A=ref+nonsense://x", "=ref+env://A", "1A=ref+env://A", ""}) {
    const auto chosen = ParseChosen(text);
    ASSERT_FALSE(chosen) << text;
    EXPECT_THAT(chosen.error().Text(), testing::Not(testing::HasSubstr("hunter2")));
  }
}

}  // namespace
}  // namespace gatehouse::cli
