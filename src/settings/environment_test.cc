#include "settings/environment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatehouse::settings {
namespace {

TEST(Environment, C7_OneOfThree) {
  EXPECT_EQ(EnvironmentNamed("development"), Environment::kDevelopment);
  EXPECT_EQ(EnvironmentNamed("staging"), Environment::kStaging);
  EXPECT_EQ(EnvironmentNamed("production"), Environment::kProduction);
}

TEST(Environment, C7_AnyOtherIsInvalid) {
  for (const char* text : {"", "prod", "Production", "production ", "test", "ref+env://ENVIRONMENT"}) {
    const auto named = EnvironmentNamed(text);
    ASSERT_FALSE(named) << text;
    EXPECT_EQ(named.error().what, "Invalid environment");
  }
}

TEST(Environment, C7_DebugIsOffInProduction) {
  for (const char* off : {"", "0", "false", "False", "no", "OFF", "n", "f"}) {
    EXPECT_TRUE(CheckProduction("DEBUG", off, {})) << off;
  }
  for (const char* on : {"1", "true", "yes", "on", "verbose", " false"}) {
    EXPECT_FALSE(CheckProduction("DEBUG", on, {})) << on;
    EXPECT_FALSE(CheckProduction("debug", on, {})) << on;
  }
  EXPECT_TRUE(CheckProduction("DEBUG_PORT", "1", {}));
}

TEST(Environment, C7_LogLevelIsWarningOrAboveInProduction) {
  for (const char* quiet : {"WARNING", "warn", "Error", "CRITICAL", "fatal", "30", "50"}) {
    EXPECT_TRUE(CheckProduction("LOG_LEVEL", quiet, {})) << quiet;
  }
  for (const char* loud : {"DEBUG", "info", "NOTICE", "trace", "20", "0", "", "whatever", "30x", "-40"}) {
    EXPECT_FALSE(CheckProduction("log_level", loud, {})) << loud;
  }
}

TEST(Environment, C7_DefaultsOfProductionAreGoodInIt) {
  for (const char* name : {"DEBUG", "LOG_LEVEL"}) {
    ASSERT_FALSE(ProductionDefault(name).empty());
    EXPECT_TRUE(CheckProduction(name, ProductionDefault(name), {}));
    EXPECT_TRUE(IsNeverSecret(name));
  }
  EXPECT_TRUE(ProductionDefault("DATABASE_URL").empty());
  EXPECT_TRUE(IsNeverSecret("environment"));
  EXPECT_FALSE(IsNeverSecret("DATABASE_URL"));
}

}  // namespace
}  // namespace gatehouse::settings
