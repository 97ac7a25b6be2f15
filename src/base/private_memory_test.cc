#include "base/private_memory.h"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/sanitizers.h"

namespace gatehouse::base {
namespace {

// In a child: the limit cannot be raised again by everyone.
bool HoldsInChild(void (*keep)() noexcept, bool (*holds)()) {
  const pid_t child = fork();
  if (child == 0) {
    keep();
    _exit(holds() ? 0 : 1);
  }
  int status = -1;
  return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool Closed() { return kAddressSanitizer || prctl(PR_GET_DUMPABLE) == 0; }

bool ClosedWithoutCores() {
  rlimit cores{1, 1};
  return Closed() && getrlimit(RLIMIT_CORE, &cores) == 0 && cores.rlim_cur == 0 && cores.rlim_max == 0;
}

TEST(PrivateMemory, B4_NobodyMayLookIntoTheProcess) { EXPECT_TRUE(HoldsInChild(KeepMemoryPrivate, Closed)); }

TEST(PrivateMemory, B4_NoCoreFileIsLeft) {
  EXPECT_TRUE(HoldsInChild(KeepMemoryPrivateWithoutCores, ClosedWithoutCores));
}

}  // namespace
}  // namespace gatehouse::base
