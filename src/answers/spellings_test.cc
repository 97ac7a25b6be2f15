#include "answers/spellings.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace gatehouse::answers {
namespace {

TEST(SpellingsA12, AreThoseOfJsonPagesAndAddresses) {
  EXPECT_EQ(SpellingsOf("canary-7f3a91"),
            (std::vector<std::string>{"canary-7f3a91", "Y2FuYXJ5LTdmM2E5M", "NhbmFyeS03ZjNhOT", "jYW5hcnktN2YzYTkx",
                                      "63616e6172792d376633613931"}));
  const std::vector<std::string> all = SpellingsOf(
      "gr\xC3\xB6\xC3\x9F"
      "e/\"x\" \xF0\x9F\x90\xA6");
  for (const std::string_view spelling :
       {"gr\\u00f6\\u00dfe/\\\"x\\\" \\ud83d\\udc26", "gr\\u00F6\\u00DFe/\\\"x\\\" \\uD83D\\uDC26",
        "gr\xC3\xB6\xC3\x9F"
        "e/\\\"x\\\" \xF0\x9F\x90\xA6",
        "gr\xC3\xB6\xC3\x9F"
        "e/&quot;x&quot; \xF0\x9F\x90\xA6",
        "gr%C3%B6%C3%9Fe/%22x%22%20%F0%9F%90%A6", "gr%c3%b6%c3%9fe%2f%22x%22%20%f0%9f%90%a6",
        "gr%C3%B6%C3%9Fe%2F%22x%22+%F0%9F%90%A6"}) {
    EXPECT_TRUE(std::ranges::find(all, spelling) != all.end()) << spelling;
  }
}

}  // namespace
}  // namespace gatehouse::answers
