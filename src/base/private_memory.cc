#include "base/private_memory.h"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace gatehouse::base {

void KeepMemoryPrivate() noexcept {
#ifndef __SANITIZE_ADDRESS__  // LeakSanitizer inspects its own process as a debugger does
  ::prctl(PR_SET_DUMPABLE, 0);
#endif
}

void KeepMemoryPrivateWithoutCores() noexcept {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  KeepMemoryPrivate();
}

}  // namespace gatehouse::base
