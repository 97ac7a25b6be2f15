#include "control/store/database_url.h"

#include <gtest/gtest.h>

namespace gatehouse::store {
namespace {

TEST(DatabaseUrl, B4_IsShownWithoutItsPassword) {
  for (const char* url : {"postgresql://gate:s3cret@db.example:5432/control",
                          "postgresql://gate:s3cret@db.example:5432/control?sslmode=require",
                          "postgresql://gate@db.example:5432/control?password=s3cret",
                          "postgresql://gate:s3c/ret@db.example:5432/control"}) {
    const auto parsed = ParseDatabaseUrl(url);
    ASSERT_TRUE(parsed) << url;
    EXPECT_TRUE(parsed->postgresql);
    EXPECT_EQ(parsed->shown, "postgresql://gate@db.example:5432/control") << url;
  }
  EXPECT_EQ(ParseDatabaseUrl("postgres:///control")->shown, "postgres:///control");
}

TEST(DatabaseUrl, B2_WaitingIsBounded) {
  const std::string rest = "tcp_user_timeout=15000&keepalives_idle=15&keepalives_interval=5&keepalives_count=3";
  EXPECT_EQ(ParseDatabaseUrl("postgresql://h/db")->target, "postgresql://h/db?connect_timeout=5&" + rest);
  EXPECT_EQ(ParseDatabaseUrl("postgresql://h/db?sslmode=require")->target,
            "postgresql://h/db?sslmode=require&connect_timeout=5&" + rest);
  EXPECT_EQ(ParseDatabaseUrl("postgresql://h/db?connect_timeout=2")->target,
            "postgresql://h/db?connect_timeout=2&" + rest);
}

TEST(DatabaseUrl, B2_AnythingElseIsRefusedWithoutRepeatingIt) {
  for (const char* url : {"", "mysql://u:s3cret@h/db", "sqlite", "/var/lib/control.db", "s3cret"}) {
    const auto parsed = ParseDatabaseUrl(url);
    ASSERT_FALSE(parsed) << url;
    EXPECT_EQ(parsed.error().Text().find("s3cret"), std::string::npos);
  }
  EXPECT_EQ(ParseDatabaseUrl("sqlite:/a b/c.db")->target, "/a b/c.db");
}

}  // namespace
}  // namespace gatehouse::store
