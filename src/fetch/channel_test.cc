// Connections without HTTP. TLS is shown by tests/control/test_shared_limits.py, with a real server.
#include "fetch/channel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

namespace gatehouse::fetch {
namespace {

using std::chrono::milliseconds;

class Listener {
 public:
  Listener() : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(socket_, reinterpret_cast<const sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(socket_, 4), 0);
    EXPECT_EQ(getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
  }
  ~Listener() { Close(); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  [[nodiscard]] ChannelTarget target() const {
    return {.host = "127.0.0.1", .port = port_, .tls = false, .ca_file = {}};
  }
  [[nodiscard]] int Accept() const { return accept(socket_, nullptr, nullptr); }
  void Close() {
    if (socket_ >= 0) close(std::exchange(socket_, -1));
  }

 private:
  int socket_;
  uint16_t port_ = 0;
};

TEST(Channel, B11_SendsAndReceives) {
  const Listener server;
  auto channel = Channel::Open(server.target(), milliseconds(5'000));
  ASSERT_TRUE(channel) << channel.error().Text();
  const int peer = server.Accept();
  ASSERT_TRUE(channel->Send("PING\r\n", milliseconds(5'000)));
  std::array<char, 16> bytes{};
  ASSERT_EQ(read(peer, bytes.data(), bytes.size()), 6);
  EXPECT_EQ(std::string_view(bytes.data(), 6), "PING\r\n");
  ASSERT_EQ(write(peer, "+PONG\r\n", 7), 7);
  const auto received = channel->Receive(bytes, milliseconds(5'000));
  ASSERT_TRUE(received) << received.error().Text();
  EXPECT_EQ(std::string_view(bytes.data(), *received), "+PONG\r\n");
  close(peer);
  const auto ended = channel->Receive(bytes, milliseconds(5'000));
  ASSERT_FALSE(ended);
  EXPECT_THAT(ended.error().Text(), testing::HasSubstr("The connection is lost"));
}

TEST(Channel, B11_WaitsNoLongerThanItMay) {
  const Listener server;
  auto channel = Channel::Open(server.target(), milliseconds(5'000));
  ASSERT_TRUE(channel) << channel.error().Text();
  std::array<char, 16> bytes{};
  const auto received = channel->Receive(bytes, milliseconds(20));
  ASSERT_FALSE(received);
  EXPECT_THAT(received.error().Text(), testing::HasSubstr("no answer in time"));
  // The peer reads nothing, so the buffers are full at some point.
  EXPECT_FALSE(channel->Send(std::string(size_t{64} << 20, 'x'), milliseconds(20)));
}

TEST(Channel, B11_SaysThatNobodyAnswers) {
  Listener server;
  const ChannelTarget target = server.target();
  server.Close();
  const auto channel = Channel::Open(target, milliseconds(5'000));
  ASSERT_FALSE(channel);
  EXPECT_THAT(channel.error().Text(), testing::HasSubstr("The server does not answer"));
}

// A server that accepts connections and never begins TLS.
TEST(Channel, B11_ATlsHandshakeThatDoesNotComeEnds) {
  const Listener server;
  ChannelTarget target = server.target();
  target.tls = true;
  EXPECT_FALSE(Channel::Open(target, milliseconds(50)));
}

}  // namespace
}  // namespace gatehouse::fetch
