#include "gate/inspect/prompt/pointer.h"

#include <gtest/gtest.h>

#include <string>

namespace gatehouse::prompt {
namespace {

// The strings that the pointer leads to, joined by "|"; "?" where it is refused.
std::string At(std::string_view body, std::string_view pointer, Missing missing = Missing::kRefused) {
  json::Parser parser;
  const auto document = parser.Parse(body, {});
  EXPECT_TRUE(document) << body;
  std::string joined;
  const bool led = VisitPointer(*document, pointer, missing, [&](const json::Value& value) {
    joined += (joined.empty() ? "" : "|") + std::string(value.String().value_or("no text"));
    return true;
  });
  return led ? joined : "?";
}

TEST(Pointer, LeadsThroughObjectsAndLists) {
  EXPECT_EQ(At(R"({"a": {"b/c": ["x", {"~": "y"}]}})", "/a/b~1c/0"), "x");
  EXPECT_EQ(At(R"({"a": {"b/c": ["x", {"~": "y"}]}})", "/a/b~1c/1/~0"), "y");
  EXPECT_EQ(At(R"({"": "x"})", "/"), "x");
  EXPECT_EQ(At(R"({"q": ["x"]})", "/q/first"), "?");
  EXPECT_EQ(At(R"({"q": ["x"]})", "/q/1"), "?");
  EXPECT_EQ(At(R"({"q": "x"})", "/q/0"), "?");
}

TEST(Pointer, AStarIsEachElementOfAListAndANameOtherwise) {
  EXPECT_EQ(At(R"([{"t": "x"}, {"t": "y"}])", "/*/t"), "x|y");
  EXPECT_EQ(At(R"({"a": [["x"], [], ["y", "z"]]})", "/a/*/*"), "x|y|z");
  EXPECT_EQ(At(R"({"*": "x"})", "/*"), "x");
  EXPECT_EQ(At(R"({"a": "x"})", "/*"), "?");
}

TEST(Pointer, AMissingValueMayBeAllowedButNotOneInOtherLetters) {
  EXPECT_EQ(At(R"({"a": "x"})", "/b", Missing::kAllowed), "");
  EXPECT_EQ(At(R"({"a": ["x"]})", "/a/3", Missing::kAllowed), "");
  EXPECT_EQ(At(R"({"a": "x"})", "/a/b", Missing::kAllowed), "");
  EXPECT_EQ(At(R"({"B": "x"})", "/b", Missing::kAllowed), "?");
  EXPECT_EQ(At(R"({"\u017Fystem": "x"})", "/system", Missing::kAllowed), "?");
}

TEST(Pointer, WhatAPointerIs) {
  for (const char* text : {"/a", "/", "/a~0b/~1", "/a/*/b"}) {
    EXPECT_TRUE(IsPointer(text)) << text;
  }
  for (const char* text : {"", "a", "#/a", "/a~", "/a~2"}) {
    EXPECT_FALSE(IsPointer(text)) << text;
  }
  EXPECT_TRUE(BeginsWith("/a~1b/c", "a/b"));
  EXPECT_FALSE(BeginsWith("/ab/c", "a"));
}

}  // namespace
}  // namespace gatehouse::prompt
