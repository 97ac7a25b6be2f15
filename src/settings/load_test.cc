#include "settings/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing_folder.h"

namespace gatehouse::settings {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

std::vector<Variable> Variables(std::initializer_list<std::pair<const char*, const char*>> pairs,
                                const std::string& origin = "the environment") {
  std::vector<Variable> variables;
  for (const auto& [name, value] : pairs) {
    variables.push_back({.name = name, .value = base::SecretString(std::string(value)), .origin = origin});
  }
  return variables;
}

Schema SchemaOf(const char* yaml) {
  auto schema = ParseSchema(yaml, "settings.yaml");
  EXPECT_TRUE(schema) << (schema ? "" : schema.error()[0].Text());
  return schema ? std::move(*schema) : Schema{};
}

// Answers "value of PATH", except for the path "none".
std::vector<base::Result<base::SecretString>> Answer(std::span<const secrets::Reference> references) {
  std::vector<base::Result<base::SecretString>> values;
  for (const secrets::Reference& reference : references) {
    if (reference.path.contains("none")) {
      values.emplace_back(base::Fail("There is no such secret", reference.text));
    } else {
      values.emplace_back(base::SecretString("value of " + reference.path));
    }
  }
  return values;
}

const Setting* Find(const Settings& settings, std::string_view name) {
  const auto found = std::ranges::find(settings.settings, name, &Setting::name);
  return found == settings.settings.end() ? nullptr : &*found;
}

std::string ValueOf(const Settings& settings, std::string_view name) {
  const Setting* setting = Find(settings, name);
  return setting == nullptr ? "(not set)" : std::string(setting->value.Reveal());
}

std::vector<std::string> Whats(const std::vector<base::Error>& errors) {
  std::vector<std::string> whats;
  for (const base::Error& error : errors) whats.push_back(error.what);
  return whats;
}

TEST(Load, C5_C6_FileBeforeName) {
  const base::testing::Folder folder;
  const std::string file = folder.Write("api_key", "from the file\n\n");
  const Schema schema = SchemaOf("settings: { API_KEY: { secret: true } }");
  const Sources sources{.inherited = Variables({{"API_KEY_FILE", file.c_str()}})};
  const auto loaded = Load(sources, &schema, Answer);
  ASSERT_TRUE(loaded) << loaded.error()[0].Text();
  EXPECT_EQ(ValueOf(*loaded, "API_KEY"), "from the file\n");  // one line break is taken off, no more
  EXPECT_THAT(loaded->replaced, ElementsAre("API_KEY_FILE"));
  EXPECT_THAT(loaded->files, ElementsAre(LookAt(file)));
  EXPECT_TRUE(Find(*loaded, "API_KEY")->secret);
}

TEST(Load, C7_AFileThatChangesWhileReferencesAreResolvedIsKnownAsItWasBefore) {
  const base::testing::Folder folder;
  const std::string file = folder.Write(".env", "A=ref+file://one\n");
  const Sources sources{.files = {file}};
  const auto slowly = [&](std::span<const secrets::Reference> references) {
    folder.Write(".env", "A=another\n");
    return Answer(references);
  };
  const auto loaded = Load(sources, nullptr, slowly);
  ASSERT_TRUE(loaded) << loaded.error()[0].Text();
  EXPECT_EQ(ValueOf(*loaded, "A"), "value of one");
  ASSERT_EQ(loaded->files.size(), 1U);
  EXPECT_NE(loaded->files[0], LookAt(file));
}

TEST(Load, C5_C6_BothSetIsAnErrorThatNamesBoth) {
  const Schema schema = SchemaOf("settings: { API_KEY: { secret: true } }");
  const Sources sources{.inherited = Variables({{"API_KEY", "planted"}, {"API_KEY_FILE", "/run/secrets/api_key"}})};
  const auto loaded = Load(sources, &schema, Answer);
  ASSERT_FALSE(loaded);
  EXPECT_THAT(Whats(loaded.error()), ElementsAre("API_KEY and API_KEY_FILE are both set"));
  EXPECT_THAT(loaded.error()[0].Text(), Not(HasSubstr("planted")));
}

TEST(Load, C6_AFileSettingOfItsOwnIsNoFileOfAnother) {
  const Schema schema = SchemaOf("settings: { LOG: string, LOG_FILE: path }");
  const Sources sources{.inherited = Variables({{"LOG", "on"}, {"LOG_FILE", "/var/log/app"}})};
  const auto loaded = Load(sources, &schema, Answer);
  ASSERT_TRUE(loaded);
  EXPECT_EQ(ValueOf(*loaded, "LOG_FILE"), "/var/log/app");
}

TEST(Load, C6_AMissingFileIsNotNamed) {
  const Schema schema = SchemaOf("settings: { API_KEY: { secret: true, required: true } }");
  const Sources sources{.inherited = Variables({{"API_KEY_FILE", "sk-planted-by-mistake"}})};
  const auto loaded = Load(sources, &schema, Answer);
  ASSERT_FALSE(loaded);
  ASSERT_EQ(loaded.error().size(), 1U);
  EXPECT_THAT(loaded.error()[0].Text(), testing::AllOf(HasSubstr("Does not exist"), HasSubstr("API_KEY_FILE")));
  EXPECT_THAT(loaded.error()[0].Text(), Not(HasSubstr("planted")));
}

TEST(Load, B4_EveryMissingAndWrongSettingAtOnce) {
  const Schema schema = SchemaOf(R"(settings:
  DATABASE_URL: { type: url, required: true, secret: true }
  JWT_SECRET: { required: true, secret: true }
  WORKERS: { type: integer, max: 64 }
  DEBUG: boolean
)");
  const Sources sources{.inherited =
                            Variables({{"database_url", "planted-no-url"}, {"WORKERS", "many"}, {"DEBUG", "1"}})};
  const auto loaded = Load(sources, &schema, Answer);
  ASSERT_FALSE(loaded);
  EXPECT_THAT(Whats(loaded.error()),
              ElementsAre("The value is not a URL", "A required setting is missing", "The value is not an integer"));
  EXPECT_THAT(loaded.error()[1].where, HasSubstr("JWT_SECRET"));
  for (const base::Error& error : loaded.error()) EXPECT_THAT(error.Text(), Not(HasSubstr("planted")));
}

TEST(Load, B4_NamesWithoutCaseAreToldAsTheSchemaSpellsThem) {
  const Schema schema = SchemaOf("settings: { DATABASE_URL: string }");
  const Sources sources{.inherited = Variables({{"Database_Url", "x"}, {"PATH", "/bin"}})};
  const auto loaded = Load(sources, &schema, Answer);
  ASSERT_TRUE(loaded);
  EXPECT_EQ(ValueOf(*loaded, "DATABASE_URL"), "x");
  EXPECT_THAT(loaded->replaced, ElementsAre("Database_Url"));
  EXPECT_EQ(loaded->settings.size(), 1U);  // PATH is nobody's setting

  const Sources twice{.inherited = Variables({{"database_url", "x"}, {"DATABASE_URL", "y"}})};
  const auto refused = Load(twice, &schema, Answer);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error()[0].what, "Two spellings of one setting");
}

TEST(Load, A4_TheFirstSourceWins) {
  const base::testing::Folder folder;
  folder.Write(".env", "A=env\nB=env\nC=env\nD=env\n");
  folder.Write(".env.staging", "A=staging\nB=staging\nC=staging\n");
  const Sources sources{.chosen = Variables({{"A", "chosen"}}, "--set"),
                        .inherited = Variables({{"A", "inherited"}, {"B", "inherited"}, {"ENVIRONMENT", "staging"}}),
                        .find_files = true,
                        .folder = folder.path()};
  const auto loaded = Load(sources, nullptr, Answer);
  ASSERT_TRUE(loaded) << loaded.error()[0].Text();
  EXPECT_EQ(loaded->environment, Environment::kStaging);
  EXPECT_EQ(ValueOf(*loaded, "A"), "chosen");
  EXPECT_EQ(ValueOf(*loaded, "B"), "inherited");
  EXPECT_EQ(ValueOf(*loaded, "C"), "staging");
  EXPECT_EQ(ValueOf(*loaded, "D"), "env");
}

TEST(Load, C7_AnyOtherEnvironmentIsRefused) {
  const Sources inherited{.inherited = Variables({{"ENVIRONMENT", "prod"}})};
  const auto loaded = Load(inherited, nullptr, Answer);
  ASSERT_FALSE(loaded);
  EXPECT_THAT(Whats(loaded.error()), ElementsAre("Invalid environment"));

  const Sources asked{.environment = "qa"};
  EXPECT_FALSE(Load(asked, nullptr, Answer));
}

TEST(Load, C7_ProductionRefusesWhatItMustNot) {
  const base::testing::Folder folder;
  folder.Write(".env", "LOG_LEVEL=INFO\n");
  const Sources sources{.inherited = Variables({{"ENVIRONMENT", "production"}, {"debug", "true"}}),
                        .find_files = true,
                        .folder = folder.path()};
  const auto loaded = Load(sources, nullptr, Answer);
  ASSERT_FALSE(loaded);
  EXPECT_THAT(Whats(loaded.error()),
              UnorderedElementsAre("A plain .env file in production", "The log level is below WARNING in production",
                                   "Debug is on in production"));
}

TEST(Load, C7_ProductionsOwnDefaults) {
  const Schema schema = SchemaOf(R"(settings:
  ENVIRONMENT: { one_of: [development, staging, production], default: development }
  DEBUG: { type: boolean, default: true }
  LOG_LEVEL: { one_of: [info, warning, error], default: info }
)");
  const auto development = Load(Sources{}, &schema, Answer);
  ASSERT_TRUE(development);
  EXPECT_EQ(ValueOf(*development, "DEBUG"), "true");
  const Sources sources{.environment = "production"};
  const auto production = Load(sources, &schema, Answer);
  ASSERT_TRUE(production) << production.error()[0].Text();
  EXPECT_EQ(ValueOf(*production, "DEBUG"), "false");
  EXPECT_EQ(ValueOf(*production, "LOG_LEVEL"), "warning");
  EXPECT_EQ(ValueOf(*production, "ENVIRONMENT"), "production");
}

TEST(Load, C7_AFileForAnotherEnvironmentIsRefused) {
  const base::testing::Folder folder;
  folder.Write(".env.staging", "ENVIRONMENT=development\n");
  const Sources sources{.environment = "staging", .find_files = true, .folder = folder.path()};
  EXPECT_FALSE(Load(sources, nullptr, Answer));
}

TEST(Load, C1_ReferencesAreResolvedAndSecret) {
  const Sources sources{.chosen = Variables({{"DATABASE_URL", "ref+env://db"}}, "--set")};
  const auto loaded = Load(sources, nullptr, Answer);
  ASSERT_TRUE(loaded) << loaded.error()[0].Text();
  EXPECT_EQ(ValueOf(*loaded, "DATABASE_URL"), "value of db");
  EXPECT_TRUE(loaded->settings[0].secret);
  EXPECT_EQ(loaded->settings[0].reference, "ref+env://db");
}

TEST(Load, C1_AReferenceThatFailsNamesItself) {
  const Sources sources{
      .chosen = Variables({{"A", "ref+env://none1"}, {"B", "ref+env://none2"}, {"C", "ref+nonsense://x"}}, "--set")};
  const auto loaded = Load(sources, nullptr, Answer);
  ASSERT_FALSE(loaded);
  ASSERT_EQ(loaded.error().size(), 3U);
  EXPECT_THAT(loaded.error()[1].where, HasSubstr("ref+env://none1"));
  EXPECT_THAT(loaded.error()[2].where, HasSubstr("ref+env://none2"));
}

TEST(Load, C1_WithoutAResolverReferencesAreOnlyParsed) {
  const Schema schema = SchemaOf("settings: { PORT: { type: integer, required: true } }");
  const Sources good{.inherited = Variables({{"PORT", "ref+env://none"}})};
  EXPECT_TRUE(Load(good, &schema, nullptr));
  const Sources bad{.inherited = Variables({{"PORT", "ref+nonsense://none"}})};
  EXPECT_FALSE(Load(bad, &schema, nullptr));
}

TEST(Load, C1_AResolvedValueIsJudgedByItsType) {
  const Schema schema = SchemaOf("settings: { PORT: { type: integer } }");
  const Sources sources{.inherited = Variables({{"PORT", "ref+env://port"}})};
  const auto loaded = Load(sources, &schema, Answer);
  ASSERT_FALSE(loaded);
  EXPECT_THAT(Whats(loaded.error()), ElementsAre("The value is not an integer"));
}

TEST(Load, B4_TheSchemaSaysWhatIsSecret) {
  const Schema schema = SchemaOf("settings: { A: { secret: false }, B: { secret: true }, C: string }");
  const Sources sources{.inherited = Variables({{"A", "ref+env://a"}, {"B", "b"}, {"C", "c"}})};
  const auto loaded = Load(sources, &schema, Answer);
  ASSERT_TRUE(loaded);
  EXPECT_FALSE(Find(*loaded, "A")->secret);
  EXPECT_TRUE(Find(*loaded, "B")->secret);
  EXPECT_FALSE(Find(*loaded, "C")->secret);
}

TEST(Load, B4_AnEmptyNumberIsLeftOut) {
  const Schema schema = SchemaOf("settings: { PORT: { type: integer, default: 80 }, NAME: { required: true } }");
  const Sources sources{.inherited = Variables({{"PORT", ""}, {"NAME", ""}})};
  const auto loaded = Load(sources, &schema, Answer);
  ASSERT_FALSE(loaded);
  EXPECT_THAT(Whats(loaded.error()), ElementsAre("A required setting is empty"));
}

}  // namespace
}  // namespace gatehouse::settings
