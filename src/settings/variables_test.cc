#include "settings/variables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "settings/scratch_folder.h"

namespace gatehouse::settings {
namespace {

TEST(Variables, AnEnvironmentAsExecHandsItOver) {
  const char* const environment[] = {"A=1", "B=x=y", "EMPTY=", "A=2", "nonsense", "=odd=1", nullptr};
  const auto variables = ReadEnvironment(environment);
  ASSERT_EQ(variables.size(), 4U);
  EXPECT_EQ(variables[0].name, "A");
  EXPECT_EQ(variables[0].value.Reveal(), "1");
  EXPECT_EQ(variables[1].value.Reveal(), "x=y");
  EXPECT_EQ(variables[2].value.Reveal(), "");
  EXPECT_EQ(variables[3].name, "=odd");
}

TEST(Variables, A2_FilesOfAFolder) {
  const ScratchFolder folder;
  EXPECT_TRUE(FindEnvFiles(folder.path()).empty());
  folder.Write(".env", "A=1\n");
  folder.Write(".env.encrypted", "A=2\n");
  EXPECT_THAT(FindEnvFiles(folder.path()), testing::ElementsAre(folder.Path(".env.encrypted"), folder.Path(".env")));
  EXPECT_EQ(FindEnvFileOf(folder.path(), Environment::kProduction), "");
  folder.Write(".env.prod", "A=3\n");
  EXPECT_EQ(FindEnvFileOf(folder.path(), Environment::kProduction), folder.Path(".env.prod"));
  folder.Write(".env.production", "A=3\n");
  EXPECT_FALSE(FindEnvFileOf(folder.path(), Environment::kProduction));
  EXPECT_EQ(FindEnvFileOf(folder.path(), Environment::kStaging), "");
}

TEST(Variables, A4_AFileInClear) {
  const ScratchFolder folder;
  const auto file = OpenEnvFile(folder.Write("env", "# why\nNAME=value\n"));
  ASSERT_TRUE(file) << file.error().Text();
  ASSERT_EQ(file->variables.size(), 1U);
  EXPECT_FALSE(file->encrypted);
  EXPECT_EQ(file->variables[0].origin, folder.Path("env") + ":2");
  EXPECT_FALSE(OpenEnvFile(folder.Path("none")));
}

}  // namespace
}  // namespace gatehouse::settings
