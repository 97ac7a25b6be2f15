#include "gate/identify/ticket.h"

#include <gtest/gtest.h>

#include "base/bytes.h"

namespace gatehouse::gate {
namespace {

using namespace std::chrono_literals;

constexpr base::Wall kNow{1'800'000'000s};
const TicketBox kBox("the gate's own secret");

TEST(Ticket, HoldsItsTokenForThirtySeconds) {
  const auto ticket = kBox.Seal("head.body.signature", kNow);
  ASSERT_TRUE(ticket);
  EXPECT_FALSE(ticket->contains("head")) << "the URL does not show the token";
  for (const auto later : {0ms, 1ms, 29'999ms}) {
    const auto opened = kBox.Open(*ticket, kNow + later);
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->token, "head.body.signature");
    EXPECT_EQ(opened->id, kBox.Open(*ticket, kNow)->id);
  }
  EXPECT_EQ(kBox.Open(*ticket, kNow + 30s).error(), Reason::kTicketRefused);
  EXPECT_EQ(kBox.Open(*ticket, kNow - 1s).error(), Reason::kTicketRefused) << "the clock was set back";
}

TEST(Ticket, EachHasAnIdOfItsOwn) {
  const auto one = kBox.Seal("t", kNow);
  const auto other = kBox.Seal("t", kNow);
  EXPECT_NE(*one, *other);
  EXPECT_NE(kBox.Open(*one, kNow)->id, kBox.Open(*other, kNow)->id);
}

TEST(Ticket, Threats_OnlyThisGatesOwnAsItGaveIt) {
  const std::string ticket = *kBox.Seal("head.body.signature", kNow);
  EXPECT_FALSE(TicketBox("another gate's").Open(ticket, kNow));
  for (size_t at = 0; at < ticket.size(); ++at) {
    std::string changed = ticket;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(kBox.Open(changed, kNow)) << at;
    EXPECT_FALSE(kBox.Open(ticket.substr(0, at), kNow)) << at;
  }
  for (const std::string& odd : {std::string(), std::string("head.body.signature"), ticket + "A", ticket + "=",
                                 std::string(17'000, 'A'), std::string("%41")}) {
    EXPECT_FALSE(kBox.Open(odd, kNow));
  }
}

TEST(Ticket, FitsIntoATarget) {
  const auto largest = kBox.Seal(std::string(kMaxTicketTokenBytes, 't'), kNow);
  ASSERT_TRUE(largest);
  EXPECT_LT(largest->size(), 15'400U);
  EXPECT_TRUE(kBox.Open(*largest, kNow));
  EXPECT_FALSE(kBox.Seal(std::string(kMaxTicketTokenBytes + 1, 't'), kNow));
  EXPECT_FALSE(kBox.Seal("", kNow));
}

}  // namespace
}  // namespace gatehouse::gate
