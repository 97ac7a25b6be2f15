#include "events/writer.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <utility>

#include "base/descriptor.h"

namespace gatehouse::events {
namespace {

constexpr mode_t kFileMode = 0600;
constexpr mode_t kMostMode = 0660;  // of a rotated file, as the one before it had
constexpr std::chrono::seconds kLookInterval{1};
constexpr int kMaxInterruptions = 8;
constexpr int kMostRotationsAtOnce = 3;

// Readable too, for EndsInHalfALine; never waits, should the name be a pipe's.
base::Descriptor OpenLog(const std::string& path) {
  return base::Descriptor(
      ::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, kFileMode));
}

std::unexpected<base::Error> OpenError(const std::string& path) {
  return base::SystemFail("The event log cannot be opened", path);
}

// Not the lock under which lines are written: busy writers would never let the file be renamed.
bool LockForRotation(int file, short kind) {
  struct flock lock{};
  lock.l_type = kind;
  lock.l_whence = SEEK_SET;
  return ::fcntl(file, F_OFD_SETLK, &lock) == 0;
}

}  // namespace

base::Result<Writer> Writer::Open(const std::string& path, Bounds bounds) {
  Writer writer;
  writer.bounds_ = bounds;
  writer.path_ = path;
  writer.file_ = OpenLog(path);
  if (!writer.file_.open()) return OpenError(path);
  return writer;
}

base::Result<> Writer::Reopen() {
  base::Descriptor fresh = OpenLog(path_);
  if (!fresh.open()) return OpenError(path_);
  file_ = std::move(fresh);
  return {};
}

Writer::Named Writer::WhatIsNamed() const {
  struct stat ours{};
  struct stat named{};
  if (::fstat(file_.get(), &ours) != 0) return Named::kOurs;  // nothing better is known
  if (::stat(path_.c_str(), &named) != 0) return Named::kNothing;
  return named.st_dev == ours.st_dev && named.st_ino == ours.st_ino ? Named::kOurs : Named::kAnother;
}

// Waits for nobody: where the lock is not to be had, the daemon asks at this moment whether it may leave the file, and
// then that is another one.
void Writer::HoldNamedFile() {
  for (int tries = 0; tries < kMostRotationsAtOnce; ++tries) {
    (void)::flock(file_.get(), LOCK_SH | LOCK_NB);
    if (WhatIsNamed() != Named::kAnother) return;
    (void)::flock(file_.get(), LOCK_UN);
    if (!Reopen()) return;  // not allowed to us: the old one is better than none
  }
}

// The lock is on the file itself: the second to get it finds that the path names another one already.
void Writer::Rotate() {
  if (!LockForRotation(file_.get(), F_WRLCK)) return;  // another writer is at it
  if (WhatIsNamed() == Named::kOurs) {
    struct stat ours{};
    const bool known = ::fstat(file_.get(), &ours) == 0;
    for (int n = kKeptFiles - 1; n >= 1; --n) {
      (void)::rename(RotatedName(path_, n).c_str(), RotatedName(path_, n + 1).c_str());
    }
    const bool renamed = ::rename(path_.c_str(), RotatedName(path_, 1).c_str()) == 0;
    base::Descriptor fresh = renamed ? OpenLog(path_) : base::Descriptor();
    if (fresh.open()) {
      // The others that write to it are who they were. What is not allowed to us stays as it is.
      if (known) (void)!::fchown(fresh.get(), ours.st_uid, ours.st_gid);
      if (known) (void)!::fchmod(fresh.get(), ours.st_mode & kMostMode);
      file_ = std::move(fresh);  // the old one is closed, and the lock goes with it
      return;
    }
  }
  (void)LockForRotation(file_.get(), F_UNLCK);
}

bool Writer::HasRoom() const {
  struct stat ours{};
  if (::fstat(file_.get(), &ours) == 0 && static_cast<uint64_t>(ours.st_size) / 2 >= bounds_.max_bytes) return false;
  struct statvfs volume{};
  if (::fstatvfs(file_.get(), &volume) != 0 || volume.f_blocks == 0) return true;
  const uint64_t least =
      std::min<uint64_t>(bounds_.min_free, volume.f_blocks * volume.f_frsize / Bounds::kMostOfVolume);
  return volume.f_bavail * volume.f_frsize >= least;
}

void Writer::LookAtFile(base::Wall now) {
  if (now >= looked_at_ && now - looked_at_ < kLookInterval) return;
  looked_at_ = now;
  if (WhatIsNamed() != Named::kOurs) (void)Reopen();
  struct stat ours{};
  if (::fstat(file_.get(), &ours) == 0 && S_ISREG(ours.st_mode) &&
      static_cast<uint64_t>(ours.st_size) >= bounds_.max_bytes) {
    Rotate();
  }
  room_ = HasRoom();
}

// Any of the processes that share the file may have been stopped in the middle of a line, by a full disk or a signal.
bool Writer::EndsInHalfALine() const {
  struct stat info{};
  if (::fstat(file_.get(), &info) != 0 || !S_ISREG(info.st_mode) || info.st_size == 0) return false;
  char last = '\n';
  return ::pread(file_.get(), &last, 1, info.st_size - 1) == 1 && last != '\n';
}

bool Writer::Write(const Event& event) {
  LookAtFile(event.time);
  if (!room_ && SeverityOf(event.type, event.reason) < gate::Severity::kHigh) {
    last_errno_ = ENOSPC;
    ++failures_;
    return false;
  }
  LineBuffer buffer;
  std::string_view line = FormatLine(event, buffer);
  HoldNamedFile();
  if (EndsInHalfALine()) {
    buffer[0] = '\n';
    line = {buffer.data(), line.size() + 1};
  }
  ssize_t written = -1;
  for (int tries = 0; tries < kMaxInterruptions; ++tries) {
    written = ::write(file_.get(), line.data(), line.size());
    if (written >= 0 || errno != EINTR) break;
  }
  const int fault = errno;
  (void)::flock(file_.get(), LOCK_UN);
  if (written == static_cast<ssize_t>(line.size())) return true;
  last_errno_ = written < 0 ? fault : 0;
  ++failures_;
  return false;
}

}  // namespace gatehouse::events
