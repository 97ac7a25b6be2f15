// A connection for a protocol other than HTTP, over TCP or TLS, made by libcurl. TLS is verified, each wait is bounded,
// no proxy is used. Errors name the server and never any content. Shown by channel_test.cc.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

namespace gatehouse::fetch {

struct ChannelTarget {
  std::string host;  // a name or an address, without brackets; the certificate must have it
  uint16_t port = 0;
  bool tls = false;
  std::string ca_file;  // PEM, instead of SSL_CERT_FILE's and the system's
};

// For one thread.
class Channel {
 public:
  [[nodiscard]] static base::Result<Channel> Open(const ChannelTarget& target, std::chrono::milliseconds timeout);
  ~Channel();
  Channel(Channel&& other) noexcept;
  Channel& operator=(Channel&& other) noexcept;

  // Sends all of it, or fails after `timeout`.
  [[nodiscard]] base::Result<> Send(std::string_view bytes, std::chrono::milliseconds timeout);
  // Waits for bytes, at most `timeout`. Returns how many there are; an end of the connection is an error.
  [[nodiscard]] base::Result<size_t> Receive(std::span<char> into, std::chrono::milliseconds timeout);

 private:
  struct State;
  explicit Channel(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace gatehouse::fetch
