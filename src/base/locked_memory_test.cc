#include "base/locked_memory.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "base/sanitizers.h"
#include "base/secret_string.h"

namespace gatehouse::base {
namespace {

// The lines of /proc/self/smaps about the mapping that `address` is in.
std::string MappingOf(const void* address) {
  std::ifstream smaps("/proc/self/smaps");
  const auto wanted = reinterpret_cast<uintptr_t>(address);
  std::string line;
  std::string found;
  bool inside = false;
  while (std::getline(smaps, line)) {
    uintptr_t begin = 0;
    uintptr_t end = 0;
    char dash = 0;
    std::istringstream words(line);
    if (words >> std::hex >> begin >> dash >> end && dash == '-') inside = begin <= wanted && wanted < end;
    if (inside) found += line + "\n";
  }
  return found;
}

// A word of the VmFlags line: "lo" locked, "dd" left out of core dumps.
bool HasFlag(const std::string& mapping, const std::string& flag) {
  const size_t at = mapping.find("VmFlags:");
  return at != std::string::npos && mapping.find(" " + flag, at) != std::string::npos;
}

// The sanitizers' runtimes make mlock(2) do nothing, and say that it was done.
constexpr bool kCanLock = !kAddressSanitizer && !kThreadSanitizer;

TEST(LockedMemory, B4_LockedAndLeftOutOfCoreDumps) {
  for (const size_t size : {20, 500, 3000, 9000, 100'000}) {
    const uint64_t failures = UseOfLockedMemory().lock_failures;
    const SecretString secret{std::string(size, 's')};
    const std::string mapping = MappingOf(secret.Reveal().data());
    EXPECT_TRUE(HasFlag(mapping, "dd")) << mapping;
    if (kCanLock && UseOfLockedMemory().lock_failures == failures) {
      EXPECT_TRUE(HasFlag(mapping, "lo")) << mapping;
    }
  }
}

TEST(LockedMemory, B4_OrdinaryMemoryIsNeither) {
  const std::string plain(100, 'p');
  EXPECT_FALSE(HasFlag(MappingOf(plain.data()), "dd"));
}

TEST(LockedMemory, B4_WhereNothingMayBeLockedSecretsStillWork) {
  rlimit old{};
  ASSERT_EQ(getrlimit(RLIMIT_MEMLOCK, &old), 0);
  const rlimit none{.rlim_cur = 0, .rlim_max = old.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_MEMLOCK, &none), 0);
  const SecretString secret{std::string(1 << 20, 's')};
  EXPECT_EQ(secret.Reveal().size(), 1U << 20);
  EXPECT_TRUE(HasFlag(MappingOf(secret.Reveal().data()), "dd"));
  ASSERT_EQ(setrlimit(RLIMIT_MEMLOCK, &old), 0);
}

TEST(LockedMemory, B4_BlocksComeBackWipedAndAreUsedAgain) {
  char* first = TakeLocked(100);
  std::fill_n(first, 128, 'x');
  GiveBackLocked(first, 100);
  char* second = TakeLocked(100);
  EXPECT_EQ(first, second);
  EXPECT_EQ(std::string(second, 128), std::string(128, '\0'));
  GiveBackLocked(second, 100);
}

TEST(LockedMemory, ManySecretsShareFewPages) {
  const LockedMemoryUse before = UseOfLockedMemory();
  std::vector<SecretString> many;
  for (int i = 0; i < 1000; ++i) many.emplace_back(std::string(40, 's'));
  const LockedMemoryUse during = UseOfLockedMemory();
  EXPECT_EQ(during.blocks, before.blocks + 1000);
  EXPECT_LE(during.mapped_bytes - before.mapped_bytes, 80U << 10);
  std::set<const char*> places;
  for (const SecretString& secret : many) places.insert(secret.Reveal().data());
  EXPECT_EQ(places.size(), many.size());
  many.clear();
  EXPECT_EQ(UseOfLockedMemory().blocks, before.blocks);
}

TEST(LockedMemory, BigBlocksGoBackToTheSystem) {
  const uint64_t before = UseOfLockedMemory().mapped_bytes;
  {
    const SecretString big{std::string(1 << 20, 's')};
    EXPECT_GT(UseOfLockedMemory().mapped_bytes, before);
  }
  EXPECT_EQ(UseOfLockedMemory().mapped_bytes, before);
}

TEST(LockedMemory, FromSeveralThreads) {
  const uint64_t before = UseOfLockedMemory().blocks;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([t] {
        for (size_t i = 0; i < 2000; ++i) {
          const std::string value(1 + i % 300, static_cast<char>('a' + t));
          const SecretString secret{std::string(value)};
          ASSERT_EQ(secret.Reveal(), value);
        }
      });
    }
  }
  EXPECT_EQ(UseOfLockedMemory().blocks, before);
}

}  // namespace
}  // namespace gatehouse::base
