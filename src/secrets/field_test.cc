#include "secrets/field.h"

#include <gtest/gtest.h>

namespace gatehouse::secrets {
namespace {

std::string Pick(std::string value, std::string_view pointer) {
  const auto field = PickField(base::SecretString(std::move(value)), pointer);
  return field ? std::string(field->Reveal()) : "! " + std::string(Name(field.error().fault));
}

TEST(PickField, C2_FollowsThePointer) {
  const std::string value =
      R"({"a":{"b/c":"x","~":"y"},"list":["p","q"],"":"empty name","n":null,"f":1.10,"s":"\u00fc\n"})";
  EXPECT_EQ(Pick(value, "/a/b~1c"), "x");
  EXPECT_EQ(Pick(value, "/a/~0"), "y");
  EXPECT_EQ(Pick(value, "/list/1"), "q");
  EXPECT_EQ(Pick(value, "/"), "empty name");
  EXPECT_EQ(Pick(value, "/n"), "null");
  EXPECT_EQ(Pick(value, "/f"), "1.10");
  EXPECT_EQ(Pick(value, "/s"), "ü\n");
  EXPECT_EQ(Pick(value, "/a"), R"({"b/c":"x","~":"y"})");
}

TEST(PickField, C2_WhatIsNotThereIsAbsent) {
  const std::string value = R"({"a":{"b":"x"},"list":["p"]})";
  for (const char* pointer : {"/c", "/A", "/a/b/c", "/list/1", "/list/-", "/list/00", "/list/x", "/list/", "/a/"}) {
    EXPECT_EQ(Pick(value, pointer), "! absent") << pointer;
  }
}

TEST(PickField, C2_WhatIsNoJsonHasNoFields) {
  for (const char* value : {"", "plain text", "{", R"({"a":1,"a":2})", "\xff"}) {
    EXPECT_EQ(Pick(value, "/a"), "! malformed") << value;
  }
  EXPECT_EQ(Pick("3", "/a"), "! absent");
}

}  // namespace
}  // namespace gatehouse::secrets
