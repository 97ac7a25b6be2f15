// The table of keys against what is published of it: doc/policy.schema.json and doc/policy.md.
#include "gate/policy/policy_keys.h"

#include <algorithm>
#include <set>

#include "base/file.h"
#include "base/json.h"
#include "gate/inspect/schema.h"
#include "gate/policy/policy_test_support.h"
#include "gate/policy/profiles.h"

namespace gatehouse::gate {
namespace {

std::string Document(const std::string& name) {
  auto text = base::ReadFile(std::string(GATEHOUSE_SOURCE_DIR) + "/doc/" + name);
  EXPECT_TRUE(text) << name;
  return text.value_or("");
}

// Every text in an `enum` below `value`.
void CollectWords(const json::Value& value, bool in_enum, std::set<std::string>& words) {
  value.ForEach([&](std::string_view key, json::Value member) {
    if (in_enum && member.String()) words.insert(std::string(*member.String()));
    CollectWords(member, key == "enum", words);
    return true;
  });
}

class PolicyKeys : public testing::Test {
 protected:
  PolicyKeys() : text_(Document("policy.schema.json")), root_(parser_.Parse(text_, {})) {}

  std::optional<json::Value> Properties(std::string_view section) {
    const auto definitions = root_->Member("definitions");
    const auto definition = definitions ? definitions->Member(section) : std::nullopt;
    return definition ? definition->Member("properties") : std::nullopt;
  }

  std::string text_;
  json::Parser parser_;
  std::expected<json::Value, json::Fault> root_;
};

TEST_F(PolicyKeys, TheSchemaHasTheTablesKeysAndNoOther) {
  ASSERT_TRUE(root_);
  std::set<std::string> table;
  std::set<std::string> sections;
  for (const Key& key : AllKeys()) {
    table.insert(std::string(Name(key.section)) + "." + std::string(key.name));
    sections.insert(std::string(Name(key.section)));
  }
  std::set<std::string> schema;
  std::set<std::string> definitions;
  root_->Member("definitions")->ForEach([&](std::string_view section, json::Value definition) {
    definitions.insert(std::string(section));
    EXPECT_EQ(definition.Member("additionalProperties")->Bool(), false) << section;
    definition.Member("properties")->ForEach([&](std::string_view name, json::Value property) {
      EXPECT_TRUE(property.Member("description")) << section << "." << name;
      schema.insert(std::string(section) + "." + std::string(name));
      return true;
    });
    return true;
  });
  EXPECT_EQ(table, schema);
  EXPECT_EQ(sections, definitions);
}

TEST_F(PolicyKeys, TheSchemaHasTheTablesWords) {
  ASSERT_TRUE(root_);
  for (const Key& key : AllKeys()) {
    std::set<std::string> words;
    const auto property = Properties(Name(key.section))->Member(key.name);
    ASSERT_TRUE(property) << key.name;
    if (const auto own = property->Member("enum")) CollectWords(*own, true, words);
    CollectWords(*property, false, words);
    const auto typed = WordsOf(key);
    EXPECT_EQ(words, std::set<std::string>(typed.begin(), typed.end())) << Name(key.section) << "." << key.name;
  }
}

TEST_F(PolicyKeys, TheSchemaHasTheTablesNumbers) {
  ASSERT_TRUE(root_);
  for (const Key& key : AllKeys()) {
    if (key.shapes != kInteger) continue;
    const auto property = Properties(Name(key.section))->Member(key.name);
    EXPECT_EQ(property->Member("minimum")->Integer(), key.least) << key.name;
    EXPECT_EQ(property->Member("maximum")->Integer(), key.most) << key.name;
  }
}

// A policy written as JSON is YAML too: compiler and schema must agree about its shape.
TEST_F(PolicyKeys, TheSchemaAgreesWithTheCompiler) {
  const auto schema = Schema::Compile(text_);
  ASSERT_TRUE(schema) << schema.error().Text();
  const auto fits = [&](const std::string& policy) {
    json::Parser parser;
    const auto value = parser.Parse(policy, {});
    EXPECT_TRUE(value) << policy;
    return value && !schema->Mismatch(*value);
  };
  const std::string good[] = {
      R"({"upstream":"http://a","unlisted":"deny"})",
      R"({"profile":"droplet","environment":"staging","listen":["127.0.0.1:1"],"upstream":["http://a"],"tls":"off","workers":2,)"
      R"("droplets":{"14":"http://b"},"observe":["cors"],"body":{"max_bytes":"2MiB","max_depth":3},"limits":"5/second",)"
      R"("routes":[{"path":"/x","methods":["GET"],"limit":["1/hour per claim:x"],"require":{"role":"a","claims":{"t":["x"]}}}]})",
      R"({"upstream":"http://a","tokens":{"issuer":"i","audience":"a","keys":["k"],"max_life":"24h","algorithms":"ES256"},)"
      R"("headers":{"X-A":"b"},"cors":{"origins":"https://a.example","credentials":false},"errors":{"mask":true}})",
      R"({"upstream":"http://a","tokens":[{"issuer":"i","audience":"a"},{"issuer":"j","audience":"b","jwks_url":"https://j/k"}],)"
      R"("control":{"data_dir":"d","database":"sqlite","url":"https://g","registry":{"token_life":"1h","key_bits":3072},)"
      R"("people":{"session_life":"5m","second_factor":"required","attempts":["5/minute","9/hour per identity"]}},)"
      R"("routes":[{"path":"/a","auth":"session","require":{"second_factor":true}},{"path":"/b","auth":"either"},)"
      R"({"path":"/c","auth":"none","same_origin":true}]})",
      R"({"upstream":"http://a","answer_headers":"16KiB","tokens":{"issuer":"i","audience":"a","keys":"k"},)"
      R"("routes":[{"path":"/a","stream":true,"service_headers":{"X-Frame-Options":"stricter"},)"
      R"("body":{"buffer":"off","max_bytes":"unlimited"}}]})"};
  for (const std::string& policy : good) {
    EXPECT_TRUE(fits(policy)) << policy;
    EXPECT_TRUE(Compile(policy)) << policy;
  }
  const std::string wrong[] = {R"("profile":"x")",
                               R"("lisen":"a")",
                               R"("workers":-1)",
                               R"("workers":"2")",
                               R"("tls":"on")",
                               R"("tls":{"cert":"x"})",
                               R"("observe":["x"])",
                               R"("tokens":"x")",
                               R"("cors":{"max_age":"5"})",
                               R"("cors":{"credentials":"yes"})",
                               R"("headers":{"X-A":{}})",
                               R"("limits":"0/hour")",
                               R"("ipv6_prefix":129)",
                               R"("body":{"max_bytes":0})",
                               R"("body":{"max_bytes":"endless"})",
                               R"("body":{"buffer":true})",
                               R"("answer_headers":"many")",
                               R"("routes":[{"path":"/x","service_headers":{"X-Frame-Options":"mine"}}])",
                               R"("routes":[{"path":"/x","stream":"yes"}])",
                               R"("errors":[])",
                               R"("routes":{})",
                               R"("routes":[{"auth":"none"}])",
                               R"("routes":[{"path":"x","auth":"deny"}])",
                               R"("unlisted":"none")",
                               R"("control":"on")",
                               R"("control":{"regstry":{}})",
                               R"("control":{"registry":{"key_bits":1024}})",
                               R"("control":{"people":{"second_factor":true}})",
                               R"("control":{"people":{"attempts":"5/minute per address"}})",
                               R"("unlisted":"deny","control":{"people":{}},"routes":[{"path":"/x","auth":"cookie"}])",
                               R"("routes":[{"path":"/x","auth":"none","same_origin":"yes"}])",
                               R"("droplets":{"0":"http://a"})",
                               R"("routes":[{"path":"/x","auth":"deny","limit":"5"}])"};
  for (const std::string& member : wrong) {
    const std::string policy = R"({"upstream":"http://a",)" + member + "}";
    EXPECT_FALSE(fits(policy)) << policy;
    EXPECT_FALSE(Compile(policy)) << policy;
  }
  EXPECT_FALSE(fits(R"({"unlisted":"deny"})"));
}

TEST_F(PolicyKeys, TheDocumentationNamesEveryKeyAndWord) {
  const std::string page = Document("policy.md");
  for (const Key& key : AllKeys()) {
    const std::string heading =
        key.section == Section::kPolicy ? "`" + std::string(key.name) + "`" : "| `" + std::string(key.name) + "` |";
    EXPECT_NE(page.find(heading), std::string::npos) << Name(key.section) << "." << key.name;
    for (const std::string_view word : WordsOf(key)) EXPECT_NE(page.find(word), std::string::npos) << word;
  }
}

// The first YAML block of the page is what most people will start from.
TEST_F(PolicyKeys, TheDocumentationsExamplesAreRight) {
  const std::string page = Document("policy.md");
  const std::string opening = "```yaml\n";
  size_t examples = 0;
  for (size_t at = page.find(opening); at != std::string::npos; at = page.find(opening, at)) {
    at += opening.size();
    const std::string yaml = page.substr(at, page.find("```", at) - at);
    const Files files = {{"/etc/gate/tls/gate.pem", "-----BEGIN CERTIFICATE-----"},
                         {"/etc/gate/tls/gate.key", "-----BEGIN PRIVATE KEY-----"},
                         {"/etc/gate/assertion.pem", crypto::PrivateKey::Generate(crypto::Algorithm::kEs256)->Pem()},
                         {"/etc/gate/schemas/order.json", R"({"type":"object"})"}};
    const auto errors = ErrorsOf(yaml, files);
    EXPECT_TRUE(errors.empty()) << yaml << testing::PrintToString(errors);
    ++examples;
  }
  EXPECT_GE(examples, 3U);
}

TEST_F(PolicyKeys, TheDocumentationHasTheProfilesRoutes) {
  const std::string page = Document("policy.md");
  for (const std::string_view yaml :
       {ProfileYaml("droplet"), ProfileYaml("promptcraft"), RegistryYaml(), PeopleYaml()}) {
    ASSERT_FALSE(yaml.empty());
    for (size_t at = yaml.find("  - "); at != yaml.npos; at = yaml.find("  - ", at + 1)) {
      const std::string_view route = yaml.substr(at, yaml.find('\n', at) - at);
      EXPECT_NE(page.find(route), std::string::npos) << route;
    }
  }
}

TEST_F(PolicyKeys, NoKeyStandsTwiceInTheTable) {
  std::set<std::pair<Section, std::string_view>> seen;
  for (const Key& key : AllKeys()) {
    EXPECT_TRUE(seen.emplace(key.section, key.name).second) << key.name;
    EXPECT_NE(key.shapes, 0U);
    EXPECT_EQ(key.below != Section::kNone, (key.shapes & (kSection | kSections)) != 0) << key.name;
    EXPECT_EQ(key.most > key.least, (key.shapes & (kInteger | kDuration | kSize)) != 0) << key.name;
  }
}

}  // namespace
}  // namespace gatehouse::gate
