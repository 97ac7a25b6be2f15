#include "gate/identify/protocol_token.h"

#include <gtest/gtest.h>

#include <vector>

namespace gatehouse::gate {
namespace {

std::expected<std::optional<std::string_view>, Reason> Read(const std::vector<Header>& headers) {
  return ProtocolToken(headers);
}

TEST(ProtocolToken, StandsBehindBearer) {
  for (const std::string_view line : {"bearer, t.o.k", "bearer,t.o.k", "chat, bearer, t.o.k", "bearer, t.o.k, chat",
                                      " bearer ,  t.o.k ", "chat, bearer, t.o.k, superchat"}) {
    const std::vector<Header> headers = {{"Host", "x"}, {"sec-websocket-protocol", line}};
    const auto token = Read(headers);
    ASSERT_TRUE(token) << line;
    EXPECT_EQ(token->value_or(""), "t.o.k") << line;
  }
  EXPECT_EQ(Read({{"Sec-WebSocket-Protocol", "chat"}, {"Sec-WebSocket-Protocol", "bearer, t"}})->value_or(""), "t");
}

TEST(ProtocolToken, NoneWhereNoProtocolIsCalledThat) {
  for (const std::string_view line : {"", "chat", "chat, superchat", "Bearer, t", "bearer.x, t", "xbearer, t"}) {
    const auto token = Read({{"Sec-WebSocket-Protocol", line}});
    ASSERT_TRUE(token) << line;
    EXPECT_FALSE(token->has_value()) << line;
  }
  EXPECT_FALSE(Read({{"Authorization", "bearer, t"}})->has_value());
}

TEST(ProtocolToken, Threats_OneTokenOrNone) {
  for (const std::string_view line :
       {"bearer", "bearer,", "bearer, ", "chat, bearer", "bearer, a, bearer, b", "bearer, , a"}) {
    const auto token = Read({{"Sec-WebSocket-Protocol", line}});
    ASSERT_FALSE(token) << line;
    EXPECT_EQ(token.error(), Reason::kTokenFormat) << line;
  }
  EXPECT_FALSE(Read({{"Sec-WebSocket-Protocol", "bearer, a"}, {"Sec-WebSocket-Protocol", "bearer, b"}}));
  EXPECT_FALSE(Read({{"Sec-WebSocket-Protocol", "bearer"}, {"Sec-WebSocket-Protocol", "a"}})) << "two lines";
  EXPECT_EQ(Read({{"Sec-WebSocket-Protocol", "bearer, bearer"}})->value_or(""), "bearer") << "no JWT, but a word";
}

TEST(ProtocolToken, TheServiceSeesTheOthers) {
  EXPECT_EQ(WithoutBearer("bearer, t.o.k"), "");
  EXPECT_EQ(WithoutBearer("chat, bearer, t.o.k,  superchat"), "chat, superchat");
  EXPECT_EQ(WithoutBearer("chat"), "chat");
  EXPECT_EQ(WithoutBearer("bearer"), "");
  EXPECT_EQ(WithoutBearer("bearer, bearer, x"), "x");
}

}  // namespace
}  // namespace gatehouse::gate
