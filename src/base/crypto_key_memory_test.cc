#include "base/crypto_key_memory.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <functional>
#include <string>

#include "base/crypto.h"
#include "base/locked_memory.h"
#include "base/sanitizers.h"

namespace gatehouse::crypto {
namespace {

constexpr int kHeapKilobytes = 64;  // OpenSSL's, as KeepKeysInLockedMemory makes it

uint64_t LockedKilobytes() {
  std::ifstream status("/proc/self/status");
  std::string word;
  uint64_t kilobytes = 0;
  while (status >> word && word != "VmLck:") {
  }
  status >> kilobytes;
  return kilobytes;
}

// What `work` returns in a forked child: the heap of OpenSSL, once made, stays for the whole process.
int InAChild(const std::function<int()>& work) {
  const pid_t child = fork();
  if (child == 0) _exit(work());
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// How much more is locked after LockSecretsAgain than after base::LockAgain, in kilobytes.
int LockedMoreThanByBase() {
  base::LockAgain();
  const uint64_t before = LockedKilobytes();
  LockSecretsAgain();
  return static_cast<int>(LockedKilobytes() - before);
}

// The sanitizers' runtimes make mlock(2) do nothing, and say that it was done.
constexpr bool kCanLock = !base::kAddressSanitizer && !base::kThreadSanitizer;

TEST(CryptoKeyMemory, B4_AForkedChildLocksTheHeapOfTheKeysAgain) {
  if (!kCanLock) GTEST_SKIP() << "the sanitizers lock nothing";
  constexpr int kMayNotLock = 255;
  const int locked = InAChild([] {
    const uint64_t before = LockedKilobytes();
    KeepKeysInLockedMemory();
    if (LockedKilobytes() < before + kHeapKilobytes) return kMayNotLock;
    return InAChild(LockedMoreThanByBase);
  });
  if (locked == kMayNotLock) GTEST_SKIP() << "this user may lock too little memory";
  EXPECT_GE(locked, kHeapKilobytes);
  EXPECT_LE(locked, kHeapKilobytes + 2 * getpagesize() / 1024) << "the page at either end is counted, no other";
}

TEST(CryptoKeyMemory, B4_WithoutSuchAHeapNothingMoreIsLocked) { EXPECT_EQ(InAChild(LockedMoreThanByBase), 0); }

}  // namespace
}  // namespace gatehouse::crypto
