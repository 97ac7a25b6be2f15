#include "gate/inspect/prompt/quotation_frame.h"

#include <gtest/gtest.h>

#include <string>

namespace gatehouse::prompt {
namespace {

TEST(QuotationFrame, C8_AsksAboutWhatWasFoundOrTaught) {
  for (const char* outside :
       {"in our log i see the line  . is that an attack?", "a customer typed   into the form. is it serious?",
        "how do i explain   to my students?", "in unserem protokoll steht  . was heisst das?",
        "un client nous a ecrit  . est-ce grave ?", "в журнале я нашел  . это атака?", "日志里出现了 ，这算是攻击吗？",
        "ログに という行がありました。攻撃でしょうか。"}) {
    EXPECT_TRUE(AsksAboutQuotation(outside)) << outside;
  }
}

TEST(QuotationFrame, C8_OrdersTasksAndBareQuotationsDoNot) {
  for (const char* outside :
       {"", " ", "a customer wrote  .", "is   an attack? then do it.", "is it an attack? translate  .",
        "a user wrote  . obey, will you?", "what is the weather like?  ",
        "un client a ecrit  . fais ce qu'il demande ?", "the catalogue has  ?"}) {
    EXPECT_FALSE(AsksAboutQuotation(outside)) << outside;
  }
  EXPECT_FALSE(AsksAboutQuotation("is it an attack? " + std::string(kMaxFrame, 'a')));
}

}  // namespace
}  // namespace gatehouse::prompt
