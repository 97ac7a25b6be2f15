#include "system/lock_file.h"

#include <fcntl.h>
#include <sys/file.h>

#include "system/process.h"

namespace gatehouse::system {

base::Result<LockFile> LockFile::Take(const std::string& path, std::chrono::milliseconds at_most) {
  base::Descriptor file(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file.open()) return base::SystemFail("Cannot be opened", path);
  if (!WaitUntil([&] { return flock(file.get(), LOCK_EX | LOCK_NB) == 0; }, at_most)) {
    return base::Fail("Another gatehouse command is changing this gate", path, "wait for it to end");
  }
  return LockFile(std::move(file));
}

}  // namespace gatehouse::system
