#include "gate/inspect/schema.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "gate/inspect/pattern.h"

namespace gatehouse::gate {
namespace {

using namespace std::literals;

// "fits", the pointer of the place that doesn't, or what is wrong with the schema or the body.
std::string Verdict(std::string_view schema_text, std::string_view body_text) {
  const auto schema = Schema::Compile(schema_text);
  if (!schema) return "schema: " + schema.error().Text();
  json::Parser parser;
  const auto body = parser.Parse(body_text, {.max_depth = 200, .max_members = 100'000});
  if (!body) return std::string(json::Sentence(body.error()));
  return schema->Mismatch(*body).value_or("fits");
}

std::string CompileError(std::string_view schema_text) {
  const auto schema = Schema::Compile(schema_text);
  return schema ? "compiles" : schema.error().Text();
}

constexpr auto kPromptSchema = R"({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "type": "object",
  "required": ["prompt"],
  "additionalProperties": false,
  "properties": {
    "prompt": {"type": "string", "minLength": 1, "maxLength": 50000},
    "model": {"enum": ["small", "large"]},
    "tags": {"type": "array", "maxItems": 3, "uniqueItems": true, "items": {"type": "string", "pattern": "^[a-z]+$"}}
  }
})";

TEST(Schema, A11_FitsOrNamesTheFirstPlaceThatDoesNot) {
  EXPECT_EQ(Verdict(kPromptSchema, R"({"prompt":"hello","model":"small","tags":["a","b"]})"), "fits");
  EXPECT_EQ(Verdict(kPromptSchema, R"({"prompt":""})"), "/prompt");
  EXPECT_EQ(Verdict(kPromptSchema, R"({"prompt":7})"), "/prompt");
  EXPECT_EQ(Verdict(kPromptSchema, R"({"prompt":"x","model":"huge"})"), "/model");
  EXPECT_EQ(Verdict(kPromptSchema, R"({"prompt":"x","tags":["a","B"]})"), "/tags/1");
  EXPECT_EQ(Verdict(kPromptSchema, R"({"prompt":"x","tags":["a","a"]})"), "/tags");
  EXPECT_EQ(Verdict(kPromptSchema, R"({"prompt":"x","tags":["a","b","c","d"]})"), "/tags");
  EXPECT_EQ(Verdict(kPromptSchema, R"({"model":"small"})"), "");  // the body itself
  EXPECT_EQ(Verdict(kPromptSchema, R"([])"), "");
  EXPECT_NE(Verdict(kPromptSchema, R"({"prompt":"x","extra":1})"), "fits");
  EXPECT_EQ(Verdict(R"({"properties":{"a/b~c":{"type":"null"}}})", R"({"a/b~c":1})"), "/a~1b~0c");
}

TEST(Schema, A11_CharactersAreCountedNotBytes) {
  EXPECT_EQ(Verdict(R"({"maxLength":2})", "\"é€\""), "fits");
  EXPECT_EQ(Verdict(R"({"maxLength":2})", "\"é€x\""), "");
}

TEST(Schema, A11_NumbersMeanTheSameHoweverTheyAreWritten) {
  EXPECT_EQ(Verdict(R"({"type":"integer"})", "1.0"), "fits");
  EXPECT_EQ(Verdict(R"({"type":"integer"})", "1.5"), "");
  EXPECT_EQ(Verdict(R"({"const":1})", "1.0"), "fits");
  EXPECT_EQ(Verdict(R"({"maximum":10})", "18446744073709551615"), "");  // not -1
  EXPECT_EQ(Verdict(R"({"minimum":0})", "18446744073709551615"), "fits");
  EXPECT_EQ(Verdict(R"({"maximum":18446744073709551615})", "9223372036854775808"), "fits");
  EXPECT_EQ(Verdict(R"({"enum":[false]})", "0"), "");
}

TEST(Schema, A11_MultiplesAreExact) {
  EXPECT_EQ(Verdict(R"({"multipleOf":1})", "3.5"), "");
  EXPECT_EQ(Verdict(R"({"multipleOf":5})", "\"12\""), "fits");  // no number at all
  EXPECT_EQ(Verdict(R"({"multipleOf":0.0001})", "0.0075"), "fits");
  EXPECT_EQ(Verdict(R"({"multipleOf":0.0001})", "0.00751"), "");
  EXPECT_EQ(Verdict(R"({"multipleOf":3})", "9007199254740993"), "fits");
  EXPECT_EQ(Verdict(R"({"multipleOf":3})", "9007199254740994"), "");
  EXPECT_EQ(Verdict(R"({"multipleOf":1e-300})", "1e300"), "");  // nobody can tell
}

TEST(Schema, A11_ReferencesStayInsideTheDocument) {
  EXPECT_EQ(Verdict(R"({"definitions":{"id":{"type":"integer"}},"items":{"$ref":"#/definitions/id"}})", "[1,\"x\"]"),
            "/1");
  EXPECT_EQ(
      Verdict(R"({"definitions":{"tree":{"properties":{"next":{"$ref":"#/definitions/tree"},"n":{"type":"integer"}}}},
                        "$ref":"#/definitions/tree"})",
              R"({"next":{"next":{"n":"x"}}})"),
      "/next/next/n");
  for (const auto reference :
       {"http://example.org/schema", "http://json-schema.org/draft-07/schema#", "other.json", "file:///etc/passwd",
        "#/definitions/missing", "#missing", "#%zz", "//example.org/x", "#/definitions~9"}) {
    EXPECT_EQ(CompileError(R"({"items":{"$ref":")" + std::string(reference) + "\"}}"),
              "/items/$ref: Refers to nothing in this schema (copy what it refers to into definitions)")
        << reference;
  }
  EXPECT_EQ(CompileError(R"({"items":{"$ref":7}})"), "/items/$ref: Must be a string");
}

TEST(Schema, A11_IdentifiersInsideTheDocumentAreFound) {
  constexpr auto kSchema = R"({"$id":"http://example.org/root.json","items":{"$ref":"item.json#/definitions/n"},
    "definitions":{"x":{"$id":"item.json","definitions":{"n":{"$ref":"#here"},"m":{"$id":"#here","type":"integer"}}}}})";
  EXPECT_EQ(Verdict(kSchema, "[1]"), "fits");
  EXPECT_EQ(Verdict(kSchema, "[1.5]"), "/0");
}

TEST(Schema, A11_ASchemaIsNotTakenForAnotherOnASimilarPath) {
  constexpr auto kNames =
      R"({"properties":{"b":{"$ref":"#/definitions/x"}},"definitions":{"x":{"propertyNames":{"const":"a"}}}})";
  EXPECT_NE(Verdict(kNames, R"({"b":{"b":2}})"), "fits");
  EXPECT_NE(Verdict(R"({"propertyNames":{"maxLength":1},"additionalProperties":{"$ref":"#"}})", R"({"a":{"long":{}}})"),
            "fits");
  constexpr auto kSlash = R"({"properties":{"a/not":{"type":"integer"},"a":{"not":{"type":"string"}}},
                              "additionalProperties":{"$ref":"#/properties/a/not"}})";
  EXPECT_EQ(Verdict(kSlash, R"({"a/not":"x"})"), "/a~1not");
  EXPECT_EQ(Verdict(kSlash, R"({"z":7})"), "/z");
}

TEST(Schema, A11_ASchemaThatRunsInACircleIsRefused) {
  constexpr auto kCircle = "The reference refers back to itself without going deeper into the body";
  for (
      const auto text :
      {R"({"$ref":"#"})", R"({"allOf":[{"$ref":"#"}]})", R"({"not":{"anyOf":[{"$ref":"#"}]}})",
       R"({"if":{"$ref":"#"}})", R"({"dependencies":{"a":{"$ref":"#"}}})",
       R"({"items":{"$ref":"#/definitions/a"},"definitions":{"a":{"$ref":"#/definitions/b"},"b":{"oneOf":[{"$ref":"#/definitions/a"}]}}})"}) {
    EXPECT_NE(CompileError(text).find(kCircle), std::string::npos) << text << CompileError(text);
  }
  EXPECT_EQ(CompileError(R"({"items":{"$ref":"#"},"properties":{"a":{"$ref":"#"}}})"), "compiles");
}

TEST(Schema, A11_BadSchemasAreRefusedWithTheirPlace) {
  EXPECT_EQ(CompileError(""), "JSON text is empty");
  EXPECT_EQ(CompileError("{"), "JSON syntax is wrong");
  EXPECT_EQ(CompileError(R"({"type":"object","type":"array"})"), "JSON holds a repeated key");
  EXPECT_EQ(CompileError("7"), "Must be a schema: an object, true or false");
  EXPECT_EQ(CompileError(R"({"properties":{"a":7}})"), "/properties/a: Must be a schema: an object, true or false");
  EXPECT_EQ(CompileError(R"({"pattern":7})"), "/pattern: Must be a string");
  EXPECT_EQ(CompileError(R"({"pattern":"("})"), "/pattern: Not a regular expression of ECMA-262");
  EXPECT_EQ(CompileError(R"({"patternProperties":{"(":{}}})"),
            "/patternProperties/(: Not a regular expression of ECMA-262");
  EXPECT_EQ(CompileError(R"({"properties":{"a\u0000b":{}}})"), "/properties/a\0b: The name contains a NUL"s);
  EXPECT_EQ(CompileError(R"({"uniqueItems":1})"), "/uniqueItems: must be true or false");
  for (const auto text :
       {R"({"type":"integr"})", R"({"type":7})", R"({"required":"a"})", R"({"allOf":{}})", R"({"minLength":-1})",
        R"({"properties":[]})", R"({"items":7})", R"({"maximum":"1"})", R"({"multipleOf":0})"}) {
    EXPECT_NE(CompileError(text), "compiles") << text;
  }
}

TEST(Schema, A11_FormatIsAnAnnotation) { EXPECT_EQ(Verdict(R"({"format":"date"})", "\"no date\""), "fits"); }

TEST(Schema, A11_WhatAPatternCannotReadIsRefusedWhateverStandsAroundIt) {
  const std::string fits(kMaxPatternInput, 'a');
  const std::string overlong = "\"" + fits + "a\"";
  EXPECT_EQ(Verdict(R"({"pattern":"^a*$"})", "\"" + fits + "\""), "fits");
  EXPECT_EQ(Verdict(R"({"pattern":"^a*$"})", overlong), "");
  EXPECT_EQ(Verdict(R"({"not":{"pattern":"b"}})", overlong), "");
  EXPECT_EQ(Verdict(R"({"anyOf":[{"pattern":"b"},true]})", overlong), "");
  EXPECT_EQ(Verdict(R"({"items":{"pattern":"a"}})", "[\"a\"," + overlong + "]"), "/1");
  EXPECT_EQ(Verdict(R"({"properties":{"short":{"pattern":"a"}}})", R"({"short":"a","long":)" + overlong + "}"), "fits");
  const std::string name(kMaxPatternName + 1, 'a');
  EXPECT_EQ(Verdict(R"({"patternProperties":{"b":{"type":"null"}}})", R"({"x":[{")" + name + R"(":1}]})"), "/x/0");
  EXPECT_EQ(Verdict(R"({"properties":{"b":{"type":"null"}}})", R"({")" + name + R"(":1})"), "fits");
}

TEST(Schema, A11_ManyUniqueItemsAreNotComparedEachWithEach) {
  std::string body = "[";
  for (int i = 0; i < 50'000; ++i) body += std::to_string(i) + ",";
  EXPECT_EQ(Verdict(R"({"uniqueItems":true})", body + "\"0\"]"), "fits");
  EXPECT_EQ(Verdict(R"({"uniqueItems":true})", body + "7]"), "");
  EXPECT_EQ(Verdict(R"({"uniqueItems":true})", R"([{"a":1,"b":[2]},{"b":[2.0],"a":1}])"), "");
  EXPECT_EQ(Verdict(R"({"uniqueItems":true})", R"([[1,2],[12],["1,2"],"1",1,true,null,false,0,{"1":2},{},[],[[]]])"),
            "fits");
  EXPECT_EQ(Verdict(R"({"uniqueItems":false})", "[1,1]"), "fits");
}

TEST(Schema, A11_DeepBodiesAndDeepSchemasMeet) {
  const std::string body = std::string(200, '[') + std::string(200, ']');
  EXPECT_EQ(Verdict(R"({"items":{"$ref":"#"},"type":"array"})", body), "fits");
}

// What the suite demands and this does not do: a closed list, each group with its reason.
struct KnownGap {
  std::string_view file;
  std::string_view group;
  std::string_view reason;
};
constexpr std::string_view kRemote = "it refers to another document, and references stay inside";
constexpr KnownGap kKnownGaps[] = {
    {"definitions.json", "validate definition against metaschema", kRemote},
    {"ref.json", "remote ref, containing refs itself", kRemote},
    {"refRemote.json", "remote ref", kRemote},
    {"refRemote.json", "fragment within remote ref", kRemote},
    {"refRemote.json", "ref within remote ref", kRemote},
    {"refRemote.json", "base URI change", kRemote},
    {"refRemote.json", "base URI change - change folder", kRemote},
    {"refRemote.json", "base URI change - change folder in subschema", kRemote},
    {"refRemote.json", "root ref in remote ref", kRemote},
    {"refRemote.json", "remote ref with ref to definitions", kRemote},
    {"refRemote.json", "Location-independent identifier in remote ref", kRemote},
    {"refRemote.json", "retrieved nested refs resolve relative to their URI not $id", kRemote},
    {"refRemote.json", "$ref to $ref finds location-independent $id", kRemote},
};

TEST(SchemaCorpus, A11_Draft7RequiredTests) {
  const char* const corpora = std::getenv("GATEHOUSE_CORPORA");
  if (corpora == nullptr) GTEST_SKIP() << "GATEHOUSE_CORPORA names no folder";
  int tests = 0;
  std::vector<bool> gap_seen(std::size(kKnownGaps));
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(corpora) + "/json_schema_test_suite/tests/draft7")) {
    if (!entry.is_regular_file()) continue;  // optional/
    const std::string file = entry.path().filename();
    std::ifstream in(entry.path());
    for (const auto& group : nlohmann::json::parse(in)) {
      const std::string group_name = group["description"];
      const std::string schema = group["schema"].dump();
      for (const auto& test : group["tests"]) {
        const std::string test_name = test["description"];
        const std::string verdict = Verdict(schema, test["data"].dump());
        const bool right = !verdict.starts_with("schema: ") && (verdict == "fits") == test["valid"].get<bool>();
        const auto* const gap = std::ranges::find_if(
            kKnownGaps, [&](const KnownGap& known) { return known.file == file && known.group == group_name; });
        const bool known = gap != std::end(kKnownGaps);
        if (known && !right) gap_seen[static_cast<size_t>(gap - kKnownGaps)] = true;
        // A gap may refuse too much, never let through what the schema forbids.
        EXPECT_TRUE(right || (known && verdict != "fits"))
            << file << " | " << group_name << " | " << test_name << ": " << verdict;
        ++tests;
      }
    }
  }
  EXPECT_EQ(tests, 927);
  for (size_t i = 0; i < gap_seen.size(); ++i) EXPECT_TRUE(gap_seen[i]) << "closed by now: " << kKnownGaps[i].group;
}

// A filter as query languages have it: each level is judged by every branch, and each branch by the level below.
constexpr std::string_view kFilter = R"({
  "$ref": "#/definitions/filter",
  "definitions": {"filter": {"oneOf": [
    {"type": "object", "required": ["and"], "properties": {"and": {"type": "array", "items": {"$ref": "#/definitions/filter"}}}},
    {"type": "object", "required": ["or"], "properties": {"and": {"type": "array", "items": {"$ref": "#/definitions/filter"}}}},
    {"type": "object", "properties": {"and": {"type": "array", "items": {"$ref": "#/definitions/filter"}}, "field": {"type": "string"}}}
  ]}}})";

std::string Nested(int depth) {
  std::string text = R"({"field":"x"})";
  for (int i = 0; i < depth; ++i) text = R"({"and":[)" + text + "]}";
  return text;
}

TEST(Schema, A11_ABodyTakesABoundedNumberOfSteps) {
  const auto schema = Schema::Compile(kFilter);
  ASSERT_TRUE(schema) << schema.error().Text();
  json::Parser parser;
  const auto shallow = parser.Parse(Nested(2), {});
  bool over_budget = false;
  (void)schema->Mismatch(*shallow, &over_budget);
  EXPECT_FALSE(over_budget);
  const std::string deep = Nested(25);  // three to the 25th without a bound
  const auto document = parser.Parse(deep, {.max_depth = 64});
  ASSERT_TRUE(document);
  EXPECT_TRUE(schema->Mismatch(*document, &over_budget).has_value());
  EXPECT_TRUE(over_budget);
  EXPECT_LE(schema->Steps(*document), 20'000U);
}

TEST(Schema, A11_LargeHonestBodiesFit) {
  const auto schema = Schema::Compile(R"({"type":"array","items":{"anyOf":[
    {"type":"object","required":["kind"],"properties":{"kind":{"const":"a"},"n":{"type":"integer"}}},
    {"type":"object","required":["kind"],"properties":{"kind":{"const":"b"},"text":{"type":"string","pattern":"^[a-z ]*$"}}},
    {"type":"object","required":["kind"],"properties":{"kind":{"const":"c"},"list":{"type":"array","uniqueItems":true}}}]}})");
  ASSERT_TRUE(schema);
  std::string text = "[";
  for (int i = 0; i < 20'000; ++i) text += R"({"kind":"b","text":"some words"},{"kind":"c","list":[1,2,3]},)";
  text += R"({"kind":"a","n":1}])";
  json::Parser parser;
  const auto document = parser.Parse(text, {.max_bytes = 8 << 20, .max_members = 1'000'000});
  ASSERT_TRUE(document);
  bool over_budget = false;
  EXPECT_EQ(schema->Mismatch(*document, &over_budget), std::nullopt);
  EXPECT_FALSE(over_budget);
}

}  // namespace
}  // namespace gatehouse::gate
