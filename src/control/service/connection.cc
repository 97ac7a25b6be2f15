#include "control/service/connection.h"

#include <poll.h>
#include <string.h>  // explicit_bzero
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/secret_string.h"
#include "control/service/http.h"
#include "control/service/server.h"

namespace gatehouse::service {

bool HungUp(int fd) {
  pollfd watched{.fd = fd, .events = 0, .revents = 0};
  return ::poll(&watched, 1, 0) > 0 && (watched.revents & (POLLHUP | POLLERR)) != 0;
}

bool IsOurs(int fd) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
  return peer.uid == 0 || peer.uid == ::geteuid();
}

[[gnu::noinline]] void WipeStack() {
  std::array<char, kWipedStack> below;
  explicit_bzero(below.data(), below.size());
}

Connection::Connection(int fd, int stopping, base::Steady deadline)
    : fd_(fd), stopping_(stopping), deadline_(deadline) {
  head_.reserve(kMaxRequestHeadBytes + kReadStep);  // a reallocation would leave a credential in memory
}

Connection::~Connection() {
  base::Wipe(head_);
  explicit_bzero(chunk_.data(), chunk_.size());
}

bool Connection::IsReadable() const { return at_ < filled_ || Wait(POLLIN, 0); }

bool Connection::IsWritable() const { return Wait(POLLOUT, kRequestPatience.count()); }

ssize_t Connection::Read(char* target, size_t size) {
  if (at_ == filled_ && !Fill()) return -1;
  const size_t step = std::min(size, filled_ - at_);
  std::memcpy(target, chunk_.data() + at_, step);
  at_ += step;
  return static_cast<ssize_t>(step);
}

ssize_t Connection::Write(const char* bytes, size_t size) const {
  if (!IsWritable()) return -1;
  return ::send(fd_, bytes, size, MSG_NOSIGNAL);
}

bool Connection::Fill() {
  if (read_ >= kMaxRequestHeadBytes + kMaxRequestBytes) return false;
  const auto left = (deadline_ - base::ReadClocks().steady).count();
  if (left <= 0 || !Wait(POLLIN, left)) return false;
  ssize_t got = 0;
  do {
    got = ::recv(fd_, chunk_.data(), chunk_.size(), 0);
  } while (got < 0 && errno == EINTR);
  if (got <= 0) return false;
  at_ = 0;
  filled_ = static_cast<size_t>(got);
  read_ += filled_;
  if (!head_ended_) {
    const size_t before = head_.size();
    head_.append(chunk_.data(), filled_);
    const size_t end = head_.find("\r\n\r\n", before < 3 ? 0 : before - 3);
    head_ended_ = end != std::string::npos;
    if (head_ended_) head_.resize(end + 2);
    if (head_.size() > kMaxRequestHeadBytes) return false;
  }
  return true;
}

// Before the first byte, the end of the server ends the wait, too.
bool Connection::Wait(short events, std::chrono::milliseconds::rep milliseconds) const {
  std::array<pollfd, 2> watched = {pollfd{fd_, events, 0}, pollfd{stopping_, POLLIN, 0}};
  const nfds_t count = read_ == 0 && events == POLLIN ? 2 : 1;
  int ready = 0;
  do {
    ready = ::poll(watched.data(), count, static_cast<int>(milliseconds));
  } while (ready < 0 && errno == EINTR);
  return ready > 0 && watched[0].revents != 0;
}

}  // namespace gatehouse::service
