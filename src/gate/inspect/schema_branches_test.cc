#include "gate/inspect/schema_branches.h"

#include <gtest/gtest.h>

#include "gate/inspect/schema.h"

namespace gatehouse::gate {
namespace {

// "-" where there is none.
std::string Branch(std::string_view text) {
  const auto source = PrepareSchema(text);
  if (!source) return "error: " + source.error().Text();
  return FindRecursiveBranch(*source).value_or("-");
}

TEST(SchemaBranches, WhatIsAskedTwiceAtEachLevelIsFound) {
  // Three branches that look at the same member.
  EXPECT_EQ(Branch(R"({"$ref":"#/definitions/f","definitions":{"f":{"oneOf":[
      {"required":["and"],"properties":{"and":{"items":{"$ref":"#/definitions/f"}}}},
      {"required":["or"],"properties":{"and":{"items":{"$ref":"#/definitions/f"}}}}]}}})"),
            "/definitions/f");
  // An operator beside its arguments.
  EXPECT_EQ(Branch(R"({"anyOf":[
      {"properties":{"op":{"const":"and"},"args":{"items":{"$ref":"#"}}}},
      {"properties":{"op":{"const":"not"},"args":{"items":{"$ref":"#"}}}}]})"),
            "");
  // One reference in two places.
  EXPECT_EQ(Branch(R"({"properties":{"a":{"allOf":[{"$ref":"#"},{"$ref":"#"}]}}})"), "/properties/a");
  EXPECT_EQ(Branch(R"({"allOf":[{"$ref":"#/definitions/d"},{"$ref":"#/definitions/d"}],
                       "definitions":{"d":{"properties":{"a":{"$ref":"#"}}}}})"),
            "");
  // Two keywords for one member, and for one element.
  EXPECT_EQ(Branch(R"({"properties":{"x":{"$ref":"#"}},"patternProperties":{"^x":{"$ref":"#"}}})"), "");
  EXPECT_EQ(Branch(R"({"items":{"$ref":"#"},"contains":{"$ref":"#"}})"), "");
  // By way of another schema, and over two levels.
  EXPECT_EQ(
      Branch(R"({"properties":{"a":{"$ref":"#/definitions/x"}},"patternProperties":{"b":{"$ref":"#/definitions/y"}},
      "definitions":{"x":{"properties":{"c":{"$ref":"#"}}},"y":{"properties":{"c":{"$ref":"#"}}}}})"),
      "");
  // Deep inside of what is itself harmless.
  EXPECT_EQ(Branch(R"({"properties":{"filter":{"$ref":"#/definitions/f"}},"definitions":{"f":{"not":
      {"properties":{"n":{"$ref":"#/definitions/f"}}},"properties":{"n":{"$ref":"#/definitions/f"}}}}})"),
            "/definitions/f");
}

TEST(SchemaBranches, OrdinaryRecursionIsNot) {
  for (
      const char* text : {
          R"({"type":"object"})",
          R"(true)",
          R"({"properties":{"children":{"items":{"$ref":"#"}}}})",                     // a tree
          R"({"properties":{"left":{"$ref":"#"},"right":{"$ref":"#"}}})",              // by two names
          R"({"properties":{"a":{"$ref":"#"}},"additionalProperties":{"$ref":"#"}})",  // the others
          R"({"items":[{"$ref":"#"},{"$ref":"#"}],"additionalItems":{"$ref":"#"}})",   // by place
          R"({"items":{"$ref":"#"},"additionalProperties":{"$ref":"#"}})",             // a list or an object
          R"({"allOf":[{"$ref":"#/definitions/a"},{"$ref":"#/definitions/a"}],"definitions":{"a":{"properties":{"x":{}}}}})",
          // A name for each branch.
          R"({"oneOf":[{"properties":{"and":{"items":{"$ref":"#"}}},"required":["and"]},
                        {"properties":{"or":{"items":{"$ref":"#"}}},"required":["or"]},
                        {"properties":{"not":{"$ref":"#"}},"required":["not"]},
                        {"properties":{"field":{"type":"string"}},"required":["field"]}]})",
          // One of two, as the operator says.
          R"({"if":{"properties":{"op":{"const":"and"}}},"then":{"properties":{"args":{"items":{"$ref":"#"}}}},
               "else":{"if":{"properties":{"op":{"const":"or"}}},"then":{"properties":{"args":{"items":{"$ref":"#"}}}},
                       "else":{"properties":{"args":{"$ref":"#"}}}}})",
      }) {
    EXPECT_EQ(Branch(text), "-") << text;
  }
}

TEST(SchemaBranches, ASchemaThatIsTooLargeToBeLookedAtTakesNoTime) {
  // Each of a chain is asked twice by the one before it, so that there are more ways than anyone could walk.
  std::string text = R"({"properties":{"a":{"$ref":"#/definitions/0"}},"definitions":{)";
  constexpr int kChain = 200;
  for (int i = 0; i < kChain; ++i) {
    const std::string next = R"({"$ref":"#/definitions/)" + std::to_string(i + 1) + "\"}";
    text += "\"" + std::to_string(i) + R"(":{"allOf":[)" + next + "," + next + "]},";
  }
  text += "\"" + std::to_string(kChain) + R"(":{"properties":{"a":{"$ref":"#"}}}}})";
  EXPECT_EQ(Branch(text), "/definitions/0");
  std::string wide = R"({"anyOf":[)";
  for (int i = 0; i < 3000; ++i) wide += (i > 0 ? "," : "") + std::string(R"({"additionalProperties":{"minimum":1}})");
  EXPECT_EQ(Branch(wide + "]}"), "-");
}

TEST(SchemaBranches, TheSchemaSaysIt) {
  const auto schema = Schema::Compile(R"({"properties":{"a":{"allOf":[{"$ref":"#"},{"$ref":"#"}]}}})");
  ASSERT_TRUE(schema);
  EXPECT_EQ(schema->RecursiveBranch(), "/properties/a");
  EXPECT_FALSE(Schema::Compile("{}")->RecursiveBranch());
}

}  // namespace
}  // namespace gatehouse::gate
