// What the kernel says of a connection whose other end reads, closes, or is none.
#include "base/tcp_progress.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string_view>

namespace gatehouse::base {
namespace {

class TcpProgress : public ::testing::Test {
 protected:
  void SetUp() override {
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ASSERT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
    ASSERT_EQ(listen(listener, 1), 0);
    ASSERT_EQ(getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size), 0);
    here_ = socket(AF_INET, SOCK_STREAM, 0);
    ASSERT_EQ(connect(here_, reinterpret_cast<sockaddr*>(&address), size), 0);
    there_ = accept(listener, nullptr, nullptr);
    ASSERT_GE(there_, 0);
    close(listener);
  }
  void TearDown() override {
    close(here_);
    if (there_ >= 0) close(there_);
  }
  void Send(std::string_view text) const {
    ASSERT_EQ(send(here_, text.data(), text.size(), MSG_NOSIGNAL), ssize_t(text.size()));
  }
  void CloseThere() {
    close(there_);
    there_ = -1;
  }
  // What the other end's close looks like here.
  [[nodiscard]] ssize_t Receive() const {
    std::array<char, 16> buffer{};
    return recv(here_, buffer.data(), buffer.size(), 0);
  }

  int here_ = -1;
  int there_ = -1;
};

TEST_F(TcpProgress, WhatTheOtherEndHasReadIsAcknowledgedByItsClose) {
  const auto before = BytesAcknowledged(here_);
  ASSERT_TRUE(before);
  Send("hello");
  std::array<char, 5> read{};
  ASSERT_EQ(recv(there_, read.data(), read.size(), MSG_WAITALL), 5);
  CloseThere();
  EXPECT_EQ(Receive(), 0);
  EXPECT_GE(*BytesAcknowledged(here_), *before + 5);
}

TEST_F(TcpProgress, WhatCameAfterTheOtherEndsCloseIsNot) {
  const auto before = BytesAcknowledged(here_);
  ASSERT_TRUE(before);
  CloseThere();
  Send("hello");
  EXPECT_EQ(Receive(), 0);
  EXPECT_EQ(BytesAcknowledged(here_), before);
}

TEST(TcpProgressOfOthers, IsNotKnown) {
  std::array<int, 2> pair{};
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, pair.data()), 0);
  EXPECT_FALSE(BytesAcknowledged(pair[0]));
  for (const int end : pair) close(end);
  EXPECT_FALSE(BytesAcknowledged(-1));
}

}  // namespace
}  // namespace gatehouse::base
