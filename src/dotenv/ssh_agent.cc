#include "dotenv/ssh_agent.h"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/descriptor.h"

namespace gatehouse::dotenv {
namespace {

constexpr uint8_t kRequestIdentities = 11;
constexpr uint8_t kIdentitiesAnswer = 12;
constexpr timeval kPatience{.tv_sec = 5, .tv_usec = 0};
constexpr std::string_view kStart = "eval \"$(ssh-agent)\" && ssh-add";

class Socket {
 public:
  Socket() : fd_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}

  bool Connect(const std::string& path) const {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (!fd_.open() || path.size() >= sizeof address.sun_path) return false;
    std::copy(path.begin(), path.end(), static_cast<char*>(address.sun_path));
    setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
    setsockopt(fd_.get(), SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
    return connect(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }

  template <size_t N>
  bool Send(const std::array<uint8_t, N>& bytes) const {
    return send(fd_.get(), bytes.data(), N, MSG_NOSIGNAL) == static_cast<ssize_t>(N);
  }

  template <size_t N>
  bool Receive(std::array<uint8_t, N>& bytes) const {
    return recv(fd_.get(), bytes.data(), N, MSG_WAITALL) == static_cast<ssize_t>(N);
  }

 private:
  base::Descriptor fd_;
};

}  // namespace

base::Result<size_t> CountAgentKeys() {
  const char* const path = std::getenv("SSH_AUTH_SOCK");
  if (path == nullptr || *path == '\0')
    return base::Fail("There is no SSH agent", "SSH_AUTH_SOCK", std::string(kStart));
  const Socket agent;
  if (!agent.Connect(path)) return base::Fail("The SSH agent does not answer", path, std::string(kStart));
  // A length of four bytes, then the type, then the number of keys.
  std::array<uint8_t, 9> answer{};
  if (!agent.Send(std::array<uint8_t, 5>{0, 0, 0, 1, kRequestIdentities}) || !agent.Receive(answer) ||
      answer[4] != kIdentitiesAnswer) {
    return base::Fail("The SSH agent's socket does not answer like an SSH agent", path, std::string(kStart));
  }
  size_t count = 0;
  for (size_t i = 5; i < answer.size(); ++i) count = count << 8 | answer[i];
  return count;
}

}  // namespace gatehouse::dotenv
