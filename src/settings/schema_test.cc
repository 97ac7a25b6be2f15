#include "settings/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatehouse::settings {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;

TEST(Schema, B4_ReadsEveryKey) {
  const auto schema = ParseSchema(R"(settings:
  DATABASE_URL: { type: url, required: true, secret: true }
  WORKERS: { type: integer, min: 1, max: 64, default: 4 }
  LOG_LEVEL: { type: string, one_of: [DEBUG, INFO, WARNING], default: INFO }
  TIMEOUT: { type: duration, min: 1s, max: 5m }
  DEBUG: boolean
  NAME:
)",
                                  "settings.yaml");
  ASSERT_TRUE(schema) << schema.error()[0].Text();
  ASSERT_EQ(schema->entries.size(), 6U);
  const Entry& url = schema->entries[0];
  EXPECT_EQ(url.name, "DATABASE_URL");
  EXPECT_EQ(url.type, Type::kUrl);
  EXPECT_TRUE(url.required);
  EXPECT_EQ(url.secret, true);
  const Entry& workers = schema->entries[1];
  EXPECT_EQ(workers.min, 1.0);
  EXPECT_EQ(workers.max, 64.0);
  EXPECT_EQ(workers.fallback, "4");
  EXPECT_EQ(workers.secret, std::nullopt);
  EXPECT_THAT(schema->entries[2].one_of, ElementsAre("DEBUG", "INFO", "WARNING"));
  EXPECT_EQ(schema->entries[3].min, 1.0);
  EXPECT_EQ(schema->entries[3].max, 300.0);
  EXPECT_EQ(schema->entries[4].type, Type::kBoolean);
  EXPECT_EQ(schema->entries[5].type, Type::kString);
}

TEST(Schema, B4_NamesAreMatchedWithoutCase) {
  const auto schema = ParseSchema("settings: { Database_Url: url }", "s");
  ASSERT_TRUE(schema);
  EXPECT_NE(schema->Find("DATABASE_URL"), nullptr);
  EXPECT_EQ(schema->Find("DATABASE"), nullptr);
}

TEST(Schema, B4_EverythingWrongAtOnce) {
  const auto schema = ParseSchema(R"(settings:
  A: { type: text }
  B: { typ: integer }
  C: { type: integer, min: 5, max: 1 }
  D: { type: integer, default: four }
  E: { secret: true, default: hunter2 }
  F: { required: true, default: x }
  G: { required: maybe }
  a: string
  1X: string
  H: [1]
  I: { type: duration, min: soon }
other: 1
)",
                                  "settings.yaml");
  ASSERT_FALSE(schema);
  const auto told = [&](const char* where, const char* what) {
    EXPECT_THAT(schema.error(), Contains(AllOf(Field(&base::Error::where, HasSubstr(where)),
                                               Field(&base::Error::what, HasSubstr(what)))))
        << what;
  };
  told("settings.yaml:2:", "'text' is not a type");
  told(":3:", "'typ' is not a key");
  told(":4:", "'min' is above 'max'");
  told(":5:", "is not an integer");
  told(":6:", "plain default");
  told(":7:", "no default");
  told(":8:", "true or false");
  told(":9:", "one setting");
  told(":10:", "not a name");
  told(":11:", "a type or keys");
  told(":12:", "not a limit");
  told(":13:", "not a key of a schema");
  EXPECT_EQ(schema.error().size(), 12U);
  for (const base::Error& error : schema.error()) EXPECT_THAT(error.Text(), testing::Not(HasSubstr("hunter2")));
}

TEST(Schema, B4_ASecretMayDefaultToAReference) {
  EXPECT_TRUE(ParseSchema("settings: { A: { secret: true, default: 'ref+env://OTHER' } }", "s"));
}

TEST(Schema, SaysSchemaWhereTheReaderOfYamlSpeaks) {
  for (const char* yaml : {"", "[1, 2]", "settings: { A: &x string, B: *x }", "settings: {", "a: 1\n---\nb: 2"}) {
    const auto schema = ParseSchema(yaml, "s.yaml");
    ASSERT_FALSE(schema) << yaml;
    for (const base::Error& error : schema.error())
      EXPECT_THAT(error.Text(), testing::Not(HasSubstr("policy"))) << yaml;
  }
}

}  // namespace
}  // namespace gatehouse::settings
