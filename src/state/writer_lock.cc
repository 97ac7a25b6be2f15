#include "state/writer_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <ctime>

namespace gatehouse::state {

base::Result<WriterLock> WriterLock::Acquire(const Region& region) {
  if (!region.writable()) return base::Fail("The state file was opened read-only", region.path());
  WriterLock lock(base::Descriptor(::open(region.path().c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW)));
  if (!lock.file_.open()) return base::Fail("The state file cannot be opened for writing", region.path());
  struct stat info{};
  if (::fstat(lock.file_.get(), &info) != 0 || info.st_dev != region.device_ || info.st_ino != region.inode_) {
    return base::Fail("The state file was replaced while it was in use", region.path(), "restart the gate");
  }
  constexpr timespec kPause{.tv_sec = 0, .tv_nsec = 1'000'000};
  for (auto waited = std::chrono::milliseconds{0}; waited < kPatience; waited += std::chrono::milliseconds{1}) {
    if (::flock(lock.file_.get(), LOCK_EX | LOCK_NB) == 0) return lock;
    if (errno != EWOULDBLOCK && errno != EINTR) return base::Fail("The state file cannot be locked", region.path());
    ::nanosleep(&kPause, nullptr);
  }
  return base::Fail("Another process keeps the state file locked", region.path(), "see who has it open");
}

}  // namespace gatehouse::state
