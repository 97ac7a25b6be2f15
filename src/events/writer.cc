#include "events/writer.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

namespace gatehouse::events {
namespace {

constexpr mode_t kFileMode = 0600;
constexpr std::chrono::seconds kLookInterval{1};
constexpr int kMaxInterruptions = 8;

// Readable too, for EndsInHalfALine; never waits, should the name be a pipe's.
int OpenLog(const std::string& path) {
  return ::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, kFileMode);
}

std::unexpected<base::Error> OpenError(const std::string& path) {
  return base::Fail(std::string("the event log cannot be opened: ") + std::strerror(errno), path);
}

}  // namespace

base::Result<Writer> Writer::Open(const std::string& path) {
  Writer writer;
  writer.path_ = path;
  writer.fd_ = OpenLog(path);
  if (writer.fd_ < 0) return OpenError(path);
  return writer;
}

Writer::~Writer() {
  if (fd_ >= 0) ::close(fd_);
}

Writer::Writer(Writer&& other) noexcept
    : path_(std::move(other.path_)),
      fd_(std::exchange(other.fd_, -1)),
      failures_(other.failures_),
      last_errno_(other.last_errno_),
      looked_at_(other.looked_at_) {}

Writer& Writer::operator=(Writer&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(fd_, other.fd_);
  failures_ = other.failures_;
  last_errno_ = other.last_errno_;
  looked_at_ = other.looked_at_;
  return *this;
}

base::Result<> Writer::Reopen() {
  const int fresh = OpenLog(path_);
  if (fresh < 0) return OpenError(path_);
  ::close(std::exchange(fd_, fresh));
  return {};
}

void Writer::ReopenIfRotated(base::Wall now) {
  if (now >= looked_at_ && now - looked_at_ < kLookInterval) return;
  looked_at_ = now;
  struct stat ours{};
  struct stat named{};
  if (::fstat(fd_, &ours) != 0) return;
  const bool same = ::stat(path_.c_str(), &named) == 0 && named.st_dev == ours.st_dev && named.st_ino == ours.st_ino;
  if (!same) (void)Reopen();
}

// Any of the processes that share the file may have been stopped in the middle of a line, by a full disk or a signal.
bool Writer::EndsInHalfALine() const {
  struct stat info{};
  if (::fstat(fd_, &info) != 0 || !S_ISREG(info.st_mode) || info.st_size == 0) return false;
  char last = '\n';
  return ::pread(fd_, &last, 1, info.st_size - 1) == 1 && last != '\n';
}

bool Writer::Write(const Event& event) {
  ReopenIfRotated(event.time);
  LineBuffer buffer;
  std::string_view line = FormatLine(event, buffer);
  if (EndsInHalfALine()) {
    buffer[0] = '\n';
    line = {buffer.data(), line.size() + 1};
  }
  ssize_t written = -1;
  for (int tries = 0; tries < kMaxInterruptions; ++tries) {
    written = ::write(fd_, line.data(), line.size());
    if (written >= 0 || errno != EINTR) break;
  }
  if (written == static_cast<ssize_t>(line.size())) return true;
  last_errno_ = written < 0 ? errno : 0;
  ++failures_;
  return false;
}

}  // namespace gatehouse::events
