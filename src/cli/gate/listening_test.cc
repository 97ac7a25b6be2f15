#include "cli/gate/listening.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace gatehouse::cli {
namespace {

// A socket that listens on a free port of 127.0.0.1.
class Listener {
 public:
  Listener() : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    EXPECT_EQ(bind(fd_, reinterpret_cast<sockaddr*>(&address), length), 0);
    EXPECT_EQ(listen(fd_, 4), 0);
    getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &length);
    port_ = ntohs(address.sin_port);
  }
  ~Listener() { close(fd_); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  [[nodiscard]] uint16_t port() const { return port_; }

 private:
  int fd_;
  uint16_t port_ = 0;
};

TEST(Listening, PortInUseIsToldAndAnswers) {
  const Listener listener;
  const std::vector<gate::ListenAddress> addresses = {{"127.0.0.1", listener.port()}};
  const auto free = CheckFree(addresses);
  ASSERT_FALSE(free);
  EXPECT_EQ(free.error().what, "The port is in use by another program");
  EXPECT_EQ(free.error().where, "127.0.0.1:" + std::to_string(listener.port()));
  EXPECT_TRUE(AllAnswer(addresses));
  EXPECT_FALSE(CheckFree({{"*", listener.port()}}));
}

TEST(Listening, FreePortIsFreeAndDoesNotAnswer) {
  uint16_t port = 0;
  {
    const Listener listener;
    port = listener.port();
  }
  EXPECT_TRUE(CheckFree({{"127.0.0.1", port}}));
  EXPECT_FALSE(AllAnswer({{"127.0.0.1", port}}));
}

TEST(Listening, AddressOfAnotherMachine) { EXPECT_FALSE(CheckFree({{"192.0.2.1", 18'443}})); }

}  // namespace
}  // namespace gatehouse::cli
