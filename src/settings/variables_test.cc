#include "settings/variables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing_folder.h"

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
  const base::testing::Folder folder;
  EXPECT_TRUE(FindCommonFiles(folder.path()).empty());
  EXPECT_TRUE(FindEnvFiles(folder.path(), Environment::kProduction)->empty());
  for (const char* name : {".env", ".env.encrypted", ".env.local", ".env.prod", ".env.prod.encrypted",
                           ".env.prod.local", ".env.staging"}) {
    folder.Write(name, "");
  }
  EXPECT_THAT(FindCommonFiles(folder.path()),
              testing::ElementsAre(folder.At(".env.local"), folder.At(".env.encrypted"), folder.At(".env")));
  EXPECT_THAT(
      *FindEnvFiles(folder.path(), Environment::kProduction),
      testing::ElementsAre(folder.At(".env.prod.local"), folder.At(".env.local"), folder.At(".env.prod.encrypted"),
                           folder.At(".env.prod"), folder.At(".env.encrypted"), folder.At(".env")));
  EXPECT_THAT(FindOtherFiles(folder.path(), Environment::kProduction), testing::ElementsAre(folder.At(".env.staging")));
  folder.Write(".env.production", "");
  EXPECT_FALSE(FindEnvFiles(folder.path(), Environment::kProduction)) << "two names of one environment";
}

TEST(Variables, A4_AFileInClear) {
  const base::testing::Folder folder;
  const auto file = OpenEnvFile(folder.Write("env", "# why\nNAME=value\n"));
  ASSERT_TRUE(file) << file.error().front().Text();
  ASSERT_EQ(file->variables.size(), 1U);
  EXPECT_FALSE(file->encrypted);
  EXPECT_EQ(file->variables[0].origin, folder.At("env") + ":2");
  EXPECT_FALSE(OpenEnvFile(folder.At("none")));
}

}  // namespace
}  // namespace gatehouse::settings
