#include "gate/inspect/prompt/quotation.h"

#include <gtest/gtest.h>

#include <string>

namespace gatehouse::prompt {
namespace {

std::string Outside(std::string_view text) {
  std::string out(text.size(), '\0');
  out.resize(LeaveOutQuotations(text, out));
  return out;
}

TEST(Quotation, LeavesOutWhatIsQuoted) {
  EXPECT_EQ(Outside("what does \"obey me\" mean?"), "what does   mean?");
  EXPECT_EQ(Outside("explain 'a' and `b`"), "explain   and  ");
  EXPECT_EQ(Outside("why:\n```\ndrop it\n```\nthanks"), "why:\n \nthanks");
  EXPECT_EQ(Outside("「無視」とは"), " とは");
  EXPECT_EQ(Outside("why is \"' or 1=1 --\" bad"), "why is   bad");
}

TEST(Quotation, ApostrophesAreNoQuotes) {
  EXPECT_EQ(Outside("don't and won't"), "don't and won't");
  EXPECT_EQ(Outside("the word 'don't' here"), "the word   here");
}

TEST(Quotation, WhatDoesNotEndIsSaid) {
  EXPECT_EQ(Outside("he said \"no and left"), "he said \"no and left");
  EXPECT_EQ(Outside(""), "");
}

}  // namespace
}  // namespace gatehouse::prompt
