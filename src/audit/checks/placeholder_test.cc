#include "audit/checks/placeholder.h"

#include <gtest/gtest.h>

namespace gatehouse::audit {
namespace {

TEST(Placeholder, B5_WordsThatSayPutYoursHere) {
  for (const char* value : {"", "your-secret-key-here", "sk-...", "sk-ant-...", "changeme", "<token>", "${TOKEN}",
                            "{{ token }}", "xxxxxxxx", "postgresql://user:password@localhost:5432/dbname",
                            "ref+vault://a#b", "/run/secrets/x", "00000000"}) {
    EXPECT_TRUE(IsPlaceholderSetting(value)) << value;
    EXPECT_FALSE(IsSecretSetting("API_KEY", value)) << value;
  }
}

TEST(Placeholder, B5_AWordInCapitalsThatRepeatsTheNameIsReplacedLater) {
  EXPECT_FALSE(IsSecretSetting("DB_PASSWORD", "DB_PASSWORD_VAL"));
  EXPECT_FALSE(IsSecretSetting("DB_PASSWORD", "THE_DB_PASSWORD"));
  EXPECT_FALSE(RepeatsItsName("DB_PASS", "db_pass_k7Xq29"));
  EXPECT_TRUE(IsSecretSetting("DB_PASSWORD", "OTHER_WORD7"));
}

TEST(Placeholder, B5_SecretsUnderTheirNames) {
  EXPECT_TRUE(IsSecretSetting("API_KEY", "9f8e7d6c5b4a39281706f5e4d3c2b1a0"));
  EXPECT_TRUE(IsSecretSetting("DATABASE_URL", "postgres://app:Xk29vLq81mZz@db/app"));
  EXPECT_TRUE(IsSecretSetting("DB_PASSWORD", "Tr0ub4dor"));
  EXPECT_FALSE(IsSecretSetting("DROPLET_NAME", "Visibility Deck"));
  EXPECT_FALSE(IsSecretSetting("LOG_LEVEL", "INFO"));
  EXPECT_FALSE(IsSecretSetting("MYSQL_ALLOW_EMPTY_PASSWORD", "Yes"));
  EXPECT_FALSE(IsSecretSetting("MAIL_PASSWORD", "null"));
  EXPECT_FALSE(NamesSecret("API_KEY_FILE"));
  EXPECT_FALSE(NamesSecret("RELEASE_PUBLIC_KEY"));
  EXPECT_TRUE(NamesSecret("RELEASE_PRIVATE_KEY"));
}

TEST(Placeholder, B5_SettingsAboutASecretAreNone) {
  for (const char* name : {"PASSWORD_MIN_LENGTH", "password_rotation_user_retention", "read-only-token-type",
                           "passwordMinLength", "SECRET_ROTATION_DAYS", "accessTokenTTL", "PASSWORD_POLICY"}) {
    EXPECT_FALSE(NamesSecret(name)) << name;
    EXPECT_FALSE(IsSecretSetting(name, "180")) << name;
  }
  for (const char* name : {"DB_PASSWORD", "dbPassword", "STORAGE_SECRET", "SECRET_KEY_BASE", "PASSWORD1"}) {
    EXPECT_TRUE(NamesSecret(name)) << name;
  }
  EXPECT_TRUE(IsSecretSetting("PASSWORD_POLICY", "postgres://app:Xk29vLq81mZz@db/app"));
}

}  // namespace
}  // namespace gatehouse::audit
