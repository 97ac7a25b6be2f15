// One connection to the daemon, bounded in bytes and in time for the head and the body together. It keeps the request's
// head unchanged, because cpp-httplib percent-decodes header values. Tests: server_test.cc.
#pragma once

#include <sys/types.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace gatehouse::service {

// True if the other end is closed completely, not only for writing.
[[nodiscard]] bool HungUp(int fd);
// True if the peer is root, or the user that this process runs as.
[[nodiscard]] bool IsOurs(int fd);
// Overwrites this thread's stack below its caller, kWipedStack bytes: cpp-httplib reads a body through a buffer there,
// and leaves it.
inline constexpr size_t kWipedStack = 256 << 10;
void WipeStack();

class Connection {
 public:
  // `stopping` becomes readable when the server ends: then a connection without a first byte is given up.
  Connection(int fd, int stopping, base::Steady deadline);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  [[nodiscard]] bool IsReadable() const;
  [[nodiscard]] bool IsWritable() const;
  // The number of bytes, or -1 at the end, after an error, and beyond the limits.
  [[nodiscard]] ssize_t Read(char* target, size_t size);
  [[nodiscard]] ssize_t Write(const char* bytes, size_t size) const;
  [[nodiscard]] int fd() const { return fd_; }
  // The request line and the header lines that were read, each with its line break.
  [[nodiscard]] std::string_view Head() const { return head_; }

 private:
  static constexpr size_t kReadStep = 4096;
  [[nodiscard]] bool Fill();
  [[nodiscard]] bool Wait(short events, std::chrono::milliseconds::rep milliseconds) const;

  int fd_;
  int stopping_;
  base::Steady deadline_;
  std::array<char, kReadStep> chunk_{};
  size_t at_ = 0;
  size_t filled_ = 0;
  size_t read_ = 0;
  std::string head_;
  bool head_ended_ = false;
};

}  // namespace gatehouse::service
