#include "secrets/find_references.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatehouse::secrets {
namespace {

std::vector<std::string> Texts(std::string_view text) {
  std::vector<std::string> texts;
  for (const FoundReference& found : FindReferences(text))
    texts.push_back(std::to_string(found.line) + " " + found.text);
  return texts;
}

TEST(FindReferences, C2_InYamlJsonAndDotenv) {
  using ::testing::ElementsAre;
  EXPECT_THAT(Texts("a: ref+env://A\nb: { c: ref+vault://s/p#/x, d: \"ref+file:///a b\" }\n"),
              ElementsAre("1 ref+env://A", "2 ref+vault://s/p#/x", "2 ref+file:///a"));
  EXPECT_THAT(Texts(R"({"a":"ref+env://A?default=x","b":["ref+env://B"]})"),
              ElementsAre("1 ref+env://A?default=x", "1 ref+env://B"));
  EXPECT_THAT(Texts("export A=ref+env://A\r\nB='ref+env://B' # ref+env://C\n\n# D=ref+env://D\nE=ref+env://E"),
              ElementsAre("1 ref+env://A", "2 ref+env://B", "2 ref+env://C", "5 ref+env://E"));
  EXPECT_THAT(Texts("xref+env://A pref+ ref-env"), ElementsAre());
  EXPECT_THAT(Texts("ref+"), ElementsAre("1 ref+"));
}

TEST(FindReferences, C2_IsBounded) {
  std::string text;
  for (size_t i = 0; i < kMaxFoundReferences + 10; ++i) text += "ref+env://A ";
  EXPECT_EQ(FindReferences(text).size(), kMaxFoundReferences);
}

}  // namespace
}  // namespace gatehouse::secrets
