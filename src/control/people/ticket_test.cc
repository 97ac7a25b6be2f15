#include "control/people/ticket.h"

#include <gtest/gtest.h>

namespace gatehouse::people {
namespace {

constexpr base::Wall kNow{std::chrono::seconds(1'700'000'000)};

const service::Sealer& TheSealer() {
  static const service::Sealer sealer{base::SecretString(std::string(32, 'k'))};
  return sealer;
}

LoginTicket Ticket() {
  return {.user_id = "u1",
          .password_changed = kNow - std::chrono::hours(5),
          .deadline = kNow + kTicketLife,
          .next = "/app?a=1\n2",
          .totp = base::SecretString("a\nsecret")};
}

TEST(LoginTickets, A9_WhatGoesInComesOutOnce) {
  LoginTickets tickets(TheSealer());
  const std::string text = tickets.Write(Ticket());
  const auto redeemed = tickets.Redeem(text, kNow);
  ASSERT_TRUE(redeemed.has_value());
  EXPECT_EQ(redeemed->user_id, "u1");
  EXPECT_EQ(redeemed->password_changed, Ticket().password_changed);
  EXPECT_EQ(redeemed->deadline, Ticket().deadline);
  EXPECT_EQ(redeemed->next, "/app?a=1\n2");
  EXPECT_EQ(redeemed->totp.Reveal(), "a\nsecret");
  EXPECT_FALSE(tickets.Redeem(text, kNow).has_value());
  EXPECT_TRUE(tickets.Redeem(tickets.Write(Ticket()), kNow).has_value());
}

TEST(LoginTickets, A9_FiveMinutes) {
  LoginTickets tickets(TheSealer());
  EXPECT_TRUE(tickets.Redeem(tickets.Write(Ticket()), kNow + kTicketLife - std::chrono::milliseconds(1)).has_value());
  EXPECT_FALSE(tickets.Redeem(tickets.Write(Ticket()), kNow + kTicketLife).has_value());
}

TEST(LoginTickets, A9_NobodyElseCanMakeOne) {
  LoginTickets tickets(TheSealer());
  const service::Sealer other{base::SecretString(std::string(32, 'x'))};
  EXPECT_FALSE(tickets.Redeem(LoginTickets(other).Write(Ticket()), kNow).has_value());
  std::string damaged = tickets.Write(Ticket());
  damaged[damaged.size() / 2] = damaged[damaged.size() / 2] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(tickets.Redeem(damaged, kNow).has_value());
  for (const char* text : {"", "x", "u1"}) EXPECT_FALSE(tickets.Redeem(text, kNow).has_value());
  // What was sealed for something else.
  const TotpTickets totp(TheSealer());
  EXPECT_FALSE(tickets.Redeem(totp.Write("u1", base::SecretString("secret"), kNow), kNow).has_value());
  EXPECT_FALSE(totp.Read("u1", tickets.Write(Ticket()), kNow).has_value());
}

TEST(TotpTickets, A9_BoundToTheUserAndTheTime) {
  const TotpTickets tickets(TheSealer());
  const std::string text = tickets.Write("u1", base::SecretString("a\nsecret"), kNow);
  EXPECT_EQ(tickets.Read("u1", text, kNow).value().Reveal(), "a\nsecret");
  EXPECT_FALSE(tickets.Read("u2", text, kNow).has_value());
  EXPECT_FALSE(tickets.Read("u1", text, kNow + kTicketLife).has_value());
}

}  // namespace
}  // namespace gatehouse::people
