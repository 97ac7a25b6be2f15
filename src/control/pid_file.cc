#include "control/pid_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <thread>
#include <utility>

namespace gatehouse::control {
namespace {

// Who only looks at the file locks it too, for microseconds.
constexpr int kAttempts = 50;
constexpr std::chrono::milliseconds kPause{10};

std::optional<pid_t> ReadPid(int fd) {
  std::array<char, 32> text{};
  const ssize_t got = ::pread(fd, text.data(), text.size(), 0);
  pid_t pid = 0;
  if (got > 0) std::from_chars(text.data(), text.data() + got, pid);
  return pid > 0 ? std::optional(pid) : std::nullopt;
}

}  // namespace

base::Result<PidFile> PidFile::Take(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (fd < 0) return base::Fail(fmt::format("Cannot be opened: {}", std::strerror(errno)), path);
  PidFile file(fd);
  for (int attempt = 0; ::flock(fd, LOCK_EX | LOCK_NB) != 0; ++attempt) {
    if (attempt == kAttempts) {
      return base::Fail(fmt::format("Runs already, as process {}", ReadPid(fd).value_or(0)), path, "gatehouse stop");
    }
    std::this_thread::sleep_for(kPause);
  }
  const std::string pid = fmt::format("{}\n", ::getpid());
  if (::ftruncate(fd, 0) != 0 || ::pwrite(fd, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size())) {
    return base::Fail(fmt::format("Cannot be written: {}", std::strerror(errno)), path);
  }
  return file;
}

std::optional<pid_t> PidFile::Holder(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) return {};
  const PidFile file(fd);
  if (::flock(fd, LOCK_SH | LOCK_NB) == 0) return {};
  return ReadPid(fd);
}

PidFile::PidFile(PidFile&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

PidFile::~PidFile() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace gatehouse::control
