#include "base/private_memory.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/sanitizers.h"

namespace gatehouse::base {

void KeepMemoryPrivate() noexcept {
  if constexpr (kAddressSanitizer) return;  // LeakSanitizer inspects its own process as a debugger does
  ::prctl(PR_SET_DUMPABLE, 0);
}

void KeepMemoryPrivateWithoutCores() noexcept {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  KeepMemoryPrivate();
}

}  // namespace gatehouse::base
