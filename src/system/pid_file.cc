#include "system/pid_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <chrono>
#include <thread>

namespace gatehouse::system {
namespace {

// A process that only checks the file locks it too, for microseconds.
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
  base::Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644));
  if (!file.open()) return base::SystemFail("Cannot be opened", path);
  for (int attempt = 0; ::flock(file.get(), LOCK_EX | LOCK_NB) != 0; ++attempt) {
    if (attempt == kAttempts) {
      return base::Fail(fmt::format("Runs already, as process {}", ReadPid(file.get()).value_or(0)), path,
                        "gatehouse stop");
    }
    std::this_thread::sleep_for(kPause);
  }
  const std::string pid = fmt::format("{}\n", ::getpid());
  if (::ftruncate(file.get(), 0) != 0 ||
      ::pwrite(file.get(), pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size())) {
    return base::SystemFail("Cannot be written", path);
  }
  return PidFile(std::move(file));
}

std::optional<pid_t> PidFile::Holder(const std::string& path) {
  const base::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!file.open() || ::flock(file.get(), LOCK_SH | LOCK_NB) == 0) return {};
  return ReadPid(file.get());
}

}  // namespace gatehouse::system
