// Writers are killed at random moments, again and again: nobody hangs, nothing is torn, limits hold, blocks stay.
// GATEHOUSE_STRESS_SECONDS says for how long (5 unless told otherwise).
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <random>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/sanitizers.h"
#include "state/block_table.h"
#include "state/bucket_table.h"
#include "state/counters.h"
#include "state/revocations.h"
#include "state/scratch_region.h"

namespace gatehouse::state {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int kWriters = 3;
constexpr int kKeys = 200;
constexpr Quota kQuota{.count = 20, .window = std::chrono::hours(1), .limit_id = 9};
constexpr int64_t kStart = 3'000'000'000;
constexpr base::Wall kWall{milliseconds(1'700'000'000'000)};

base::IpNetwork Network(uint32_t n) {
  return {base::IpAddress::V4({203, 0, static_cast<uint8_t>(n >> 8), static_cast<uint8_t>(n)}), 32};
}

// Does everything there is to do, for ever, until it is killed. Every note is one letter, so that a torn one would
// show.
[[noreturn]] void WriteForEver(const std::string& path, uint32_t seed) {
  auto region = Region::Open(path);
  if (!region) ::_exit(1);
  BucketTable buckets(*region);
  BlockTable blocks(*region);
  Revocations revocations(*region);
  Counters counters(*region);
  std::mt19937 random(seed);
  for (;;) {
    for (int i = 0; i < 200; ++i) {
      const uint64_t key = buckets.KeyOf(kQuota, std::to_string(random() % kKeys));
      if (buckets.Take(key, kQuota, base::Steady(milliseconds(kStart))).admitted) counters.Add(Counter::kEventsWritten);
    }
    // Each of its own, for ever new: claims all the time.
    const Quota brief{.count = 1, .window = seconds(1), .limit_id = seed};
    (void)buckets.Take(buckets.KeyOf(brief, std::to_string(random())), brief,
                       base::Steady(milliseconds(kStart + 2000 * static_cast<int64_t>(random() % 1000))));
    const std::string note(random() % kNoteBytes, static_cast<char>('a' + random() % 26));
    const base::IpNetwork network = Network(static_cast<uint32_t>(random() % 60));
    if (random() % 3 == 0) {
      (void)blocks.RemoveNetwork(network);
    } else {
      (void)blocks.AddNetwork(network, note, kWall, std::nullopt, {});
    }
    (void)blocks.AddNetwork(Network(60'000), note, kWall, std::nullopt, {});
    (void)revocations.Add({.what = Revoked::kTokenId, .value = std::to_string(random() % 50), .reason = note}, kWall);
    if (random() % 2 == 0) (void)revocations.Remove(Revoked::kTokenId, "", std::to_string(random() % 50));
  }
}

bool Uniform(const std::string& note) { return note.empty() || note.find_first_not_of(note[0]) == std::string::npos; }

TEST(Crash, C15_KilledWritersLeaveNoWedgeAndNoTornEntry) {
  if (base::kThreadSanitizer)
    GTEST_SKIP() << "the thread sanitizer does not follow a fork; concurrency_test.cc has the same with threads";
  const char* wish = std::getenv("GATEHOUSE_STRESS_SECONDS");
  const seconds length{wish == nullptr ? 5 : std::max(1, std::atoi(wish))};
  ScratchRegion region({.bucket_slots = 4096, .overflow_slots = 64, .block_entries = 128, .revocation_entries = 64});
  BlockTable blocks(*region);
  Revocations revocations(*region);
  ASSERT_TRUE(blocks.AddNetwork(Network(60'000), "a", kWall, std::nullopt, {}));

  std::mt19937 random(11);
  std::vector<pid_t> writers(kWriters, 0);
  const auto spawn = [&](pid_t& writer) {
    const auto seed = static_cast<uint32_t>(random());
    writer = ::fork();
    if (writer == 0) WriteForEver(region.path(), seed);
  };
  for (pid_t& writer : writers) spawn(writer);

  const auto clock = [] { return base::ReadClocks().steady; };
  const base::Steady end = clock() + length;
  int kills = 0;
  uint64_t looks = 0;
  while (clock() < end) {
    for (const base::Steady next = clock() + milliseconds(random() % 12); clock() < next; ++looks) {
      ASSERT_TRUE(blocks.AddressBlocked(Network(60'000).address(), kWall)) << "a block that was never removed";
      (void)revocations.IsRevoked({.subject = "s", .token_id = std::to_string(random() % 50)}, kWall);
      for (const Block& block : blocks.List(kWall)) ASSERT_TRUE(block.network && Uniform(block.reason));
      for (const Revocation& revocation : revocations.List(kWall)) ASSERT_TRUE(Uniform(revocation.reason));
    }
    pid_t& victim = writers[random() % kWriters];
    int status = 0;
    ASSERT_EQ(::kill(victim, SIGKILL), 0);
    ASSERT_EQ(::waitpid(victim, &status, 0), victim);
    ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << "a writer ended by itself: " << status;
    ++kills;
    spawn(victim);
  }
  for (const pid_t writer : writers) {
    (void)::kill(writer, SIGKILL);
    (void)::waitpid(writer, nullptr, 0);
  }

  // A writer after all that gets its turn at once, and the tables are sound.
  const base::Steady before = clock();
  ASSERT_TRUE(blocks.AddNetwork(Network(61'000), "z", kWall, std::nullopt, {}));
  ASSERT_TRUE(revocations.Add({.what = Revoked::kKeyId, .value = "k", .reason = "z"}, kWall));
  EXPECT_LT(clock() - before, seconds(1));
  for (const Block& block : blocks.List(kWall)) {
    EXPECT_TRUE(blocks.AddressBlocked(block.network->address(), kWall)) << block.network->Text();
    EXPECT_TRUE(blocks.RemoveNetwork(*block.network).value_or(false));
  }
  EXPECT_TRUE(blocks.List(kWall).empty());
  EXPECT_EQ(region->blocks().head->live, 0U);
  EXPECT_FALSE(blocks.AddressBlocked(Network(60'000).address(), kWall));

  // Every key was asked for until it was used up, or can still be: never more than its limit was admitted.
  BucketTable buckets(*region);
  uint64_t left = 0;
  for (int key = 0; key < kKeys; ++key) {
    while (
        buckets.Take(buckets.KeyOf(kQuota, std::to_string(key)), kQuota, base::Steady(milliseconds(kStart))).admitted)
      ++left;
  }
  const uint64_t hits = Counters(*region).Read().named[static_cast<size_t>(Counter::kEventsWritten)];
  EXPECT_LE(hits + left, uint64_t{kKeys} * kQuota.count);
  EXPECT_GE(hits + left + static_cast<uint64_t>(kills) + kWriters, uint64_t{kKeys} * kQuota.count)
      << "a kill loses one count at most";
  EXPECT_GT(kills, 20);
  std::printf("%d writers killed, %lu looks at the tables\n", kills, static_cast<unsigned long>(looks));
}

}  // namespace
}  // namespace gatehouse::state
