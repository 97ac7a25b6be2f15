#include "state/region.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>
#include <fstream>
#include <iterator>
#include <random>
#include <thread>
#include <vector>

#include "base/testing_folder.h"
#include "state/block_table.h"
#include "state/bucket_table.h"
#include "state/counters.h"
#include "state/mapped_ledger.h"
#include "state/scratch_region.h"

namespace gatehouse::state {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr BootId kThisBoot{{1, 2}};
constexpr BootId kNextBoot{{3, 4}};

std::string ReadAll(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
void WriteAll(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
  ASSERT_EQ(::chmod(path.c_str(), 0600), 0);
}

TEST(Region, B11_IsMadeForItsOwnerAlone) {
  ScratchRegion region;
  struct stat info{};
  ASSERT_EQ(::stat(region.path().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
  EXPECT_EQ(info.st_nlink, 1U) << "nothing is left beside it";
}

TEST(Region, B11_LiveStateSurvivesAnotherOpening) {
  ScratchRegion region;
  BucketTable table(*region);
  const Quota quota{.count = 1, .window = seconds(60), .limit_id = 1};
  const base::Steady now(milliseconds(1'000'000));
  ASSERT_TRUE(table.Take(table.KeyOf(quota, "a"), quota, now).admitted);
  region->SetDraining(true);
  EXPECT_EQ(region->SetPolicyGeneration(41), 0U);
  EXPECT_EQ(region->SetPolicyGeneration(42), 41U);

  auto again = Region::OpenOrCreate(region.path(), kSmallSizes);
  ASSERT_TRUE(again) << again.error().Text();
  BucketTable second(*again);
  EXPECT_FALSE(second.Take(second.KeyOf(quota, "a"), quota, now).admitted);
  EXPECT_TRUE(again->draining());
  EXPECT_EQ(again->policy_generation(), 42U);
  again->SetDraining(false);
  EXPECT_FALSE(region->draining()) << "both see the same file";
}

TEST(Region, B2_ABumpIsSeenByWhoeverMapsTheFile) {
  ScratchRegion region;
  const uint64_t before = region->directory_generation();
  auto daemon = Region::Open(region.path());
  ASSERT_TRUE(daemon) << daemon.error().Text();
  daemon->BumpDirectoryGeneration();
  const uint64_t after = region->directory_generation();
  EXPECT_NE(after, before);
  auto looking = Region::OpenReadOnly(region.path());
  ASSERT_TRUE(looking) << looking.error().Text();
  looking->BumpDirectoryGeneration();
  EXPECT_EQ(region->directory_generation(), after) << "who only looks changes nothing";
  EXPECT_EQ(looking->directory_generation(), after);
}

TEST(Region, B2_NoBumpOfSeveralWritersIsLost) {
  ScratchRegion region;
  const uint64_t before = region->directory_generation();
  constexpr int kWriters = 4;
  constexpr int kBumps = 1000;
  {
    std::vector<std::jthread> writers;
    for (int i = 0; i < kWriters; ++i) {
      writers.emplace_back([&region] {
        for (int n = 0; n < kBumps; ++n) region->BumpDirectoryGeneration();
      });
    }
  }
  EXPECT_EQ(region->directory_generation(), before + kWriters * kBumps);
}

TEST(Region, B11_OtherSizesAreRefusedNotGuessed) {
  ScratchRegion region;
  Sizes other = kSmallSizes;
  other.bucket_slots *= 2;
  const auto refused = Region::OpenOrCreate(region.path(), other);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().what, "The state file has other sizes than asked for");
  EXPECT_EQ(Region::Open(region.path())->sizes(), kSmallSizes);
}

TEST(Region, B11_SizesOutOfReasonAreRefused) {
  base::testing::Folder folder;
  for (const Sizes& sizes :
       {Sizes{.bucket_slots = 0}, Sizes{.bucket_slots = 1001}, Sizes{.bucket_slots = kMaxSlots * 2},
        Sizes{.block_entries = 1}, Sizes{.revocation_entries = kMaxEntries + 1}}) {
    EXPECT_FALSE(Region::OpenOrCreate(folder.At("state"), sizes));
  }
}

TEST(Region, B11_AnotherVersionIsRefused) {
  ScratchRegion region;
  const std::string good = ReadAll(region.path());
  base::testing::Folder folder;
  const std::string path = folder.At("state");
  struct Case {
    size_t offset;
    std::string_view what;
  };
  for (const auto& [offset, what] :
       {Case{offsetof(RegionHead, magic), "Not a state file of Gatehouse"},
        Case{offsetof(RegionHead, layout_version), "The state file is of another version of Gatehouse"},
        Case{offsetof(RegionHead, fingerprint), "The state file is of another version of Gatehouse"},
        Case{offsetof(RegionHead, bucket_slots), "The state file is damaged"},
        Case{offsetof(RegionHead, secret), "The state file is damaged"}}) {
    std::string bad = good;
    bad[offset] = static_cast<char>(bad[offset] + 1);
    WriteAll(path, bad);
    for (const auto& opened :
         {Region::Open(path), Region::OpenOrCreate(path, kSmallSizes), Region::OpenReadOnly(path)}) {
      ASSERT_FALSE(opened);
      EXPECT_EQ(opened.error().what, what);
    }
    EXPECT_EQ(ReadAll(path), bad) << "a file that is not understood is not touched";
  }
}

TEST(Region, B11_ATruncatedOrLongerFileIsRefused) {
  ScratchRegion region;
  const std::string good = ReadAll(region.path());
  base::testing::Folder folder;
  const std::string path = folder.At("state");
  for (const size_t size :
       {size_t{0}, size_t{1}, sizeof(RegionHead) - 1, sizeof(RegionHead), kPageBytes, good.size() - 1}) {
    WriteAll(path, good.substr(0, size));
    EXPECT_FALSE(Region::Open(path)) << size;
  }
  WriteAll(path, good + "x");
  EXPECT_FALSE(Region::Open(path));
  WriteAll(path, good);
  EXPECT_TRUE(Region::Open(path));
}

TEST(Region, B11_AFileThatOthersMayUseIsRefused) {
  ScratchRegion region;
  ASSERT_EQ(::chmod(region.path().c_str(), 0644), 0);
  EXPECT_FALSE(Region::Open(region.path()));
}

TEST(Region, B11_SymbolicLinksAndFoldersAreRefused) {
  ScratchRegion region;
  base::testing::Folder folder;
  ASSERT_EQ(::symlink(region.path().c_str(), folder.At("link").c_str()), 0);
  EXPECT_FALSE(Region::Open(folder.At("link")));
  EXPECT_FALSE(Region::Open(folder.At("")));
  EXPECT_FALSE(Region::Open(folder.At("missing")));
}

TEST(Region, B11_AfterARebootBucketsAreEmptyAndBlocksStay) {
  base::testing::Folder folder;
  const std::string path = folder.At("state");
  const Quota quota{.count = 1, .window = std::chrono::hours(24), .limit_id = 1};
  const base::Steady now(milliseconds(5'000'000));
  const base::Wall wall(milliseconds(1'700'000'000'000));
  const auto bad = *base::IpAddress::Parse("203.0.113.9");
  {
    auto region = Region::OpenOrCreate(path, kSmallSizes, kThisBoot);
    ASSERT_TRUE(region);
    BucketTable table(*region);
    ASSERT_TRUE(table.Take(table.KeyOf(quota, "a"), quota, now).admitted);
    ASSERT_TRUE(BlockTable(*region).AddNetwork(base::IpNetwork(bad, 32), "r", wall, std::nullopt, {}));
  }
  {
    auto region = Region::OpenOrCreate(path, kSmallSizes, kThisBoot);
    BucketTable table(*region);
    EXPECT_FALSE(table.Take(table.KeyOf(quota, "a"), quota, now).admitted);
  }
  auto region = Region::Open(path, Region::Access::kReadWrite, kNextBoot);
  ASSERT_TRUE(region);
  BucketTable table(*region);
  // Steady time started again: without emptying, the bucket's slice would lie in the future for ever.
  const base::Steady early(milliseconds(1000));
  EXPECT_EQ(table.LiveKeys(early), 0U);
  EXPECT_TRUE(table.Take(table.KeyOf(quota, "a"), quota, early).admitted);
  EXPECT_TRUE(BlockTable(*region).AddressBlocked(bad, wall));
}

TEST(Region, B11_ReadOnlyLooksAndChangesNothing) {
  ScratchRegion region;
  const Quota quota{.count = 1, .window = seconds(60), .limit_id = 1};
  const base::Steady now(milliseconds(1'000'000));
  BucketTable table(*region);
  ASSERT_TRUE(table.Take(table.KeyOf(quota, "a"), quota, now).admitted);
  const std::string before = ReadAll(region.path());

  auto looking = Region::OpenReadOnly(region.path());
  ASSERT_TRUE(looking);
  MappedLedger ledger(*looking);
  const gate::Limit limit{.count = 1, .window = seconds(60), .id = 1};
  EXPECT_FALSE(ledger.Take(limit, "a", now).admitted);
  EXPECT_TRUE(ledger.Take(limit, "b", now).admitted);
  EXPECT_TRUE(ledger.Take(limit, "b", now).admitted);
  ledger.GiveBack(limit, "a", now);
  looking->SetDraining(true);
  looking->SetPolicyGeneration(7);
  Counters(*looking).Count(gate::Reason::kAllowed);
  const auto refused = BlockTable(*looking).AddIdentity({"i", "s"}, "r", base::Wall(milliseconds(1)), std::nullopt);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().what, "The state file was opened read-only");
  EXPECT_EQ(ReadAll(region.path()), before);
}

TEST(Region, C15_AWriterNoticesThatTheFileWasReplaced) {
  ScratchRegion region;
  ASSERT_EQ(::unlink(region.path().c_str()), 0);
  ASSERT_TRUE(Region::OpenOrCreate(region.path(), kSmallSizes));
  const auto refused = BlockTable(*region).AddIdentity({"i", "s"}, "r", base::Wall(milliseconds(1)), std::nullopt);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().what, "The state file was replaced while it was in use");
}

// Everything behind the first page turned to noise: whatever is asked then gets some answer, and nothing crashes or
// hangs.
TEST(Region, B11_NoiseInTheTablesNeverCrashes) {
  ScratchRegion region;
  const std::string good = ReadAll(region.path());
  base::testing::Folder folder;
  std::mt19937_64 random(5);
  for (int round = 0; round < 20; ++round) {
    std::string noisy = good;
    for (size_t i = kPageBytes; i + 8 <= noisy.size(); i += 8) {
      const uint64_t word = round % 3 == 0 ? random() : round % 3 == 1 ? random() % 4 : ~uint64_t{0} - random() % 3;
      std::memcpy(noisy.data() + i, &word, sizeof word);
    }
    const std::string path = folder.At("noise" + std::to_string(round));
    WriteAll(path, noisy);
    auto opened = Region::Open(path);
    ASSERT_TRUE(opened);
    MappedLedger ledger(*opened);
    const base::Wall wall(milliseconds(1'700'000'000'000));
    for (int i = 0; i < 20; ++i) {
      const gate::Limit limit{.count = 3, .window = seconds(60), .id = static_cast<uint64_t>(i % 3)};
      const base::Steady now(milliseconds(1'000'000 + i));
      (void)ledger.Take(limit, std::to_string(i), now);
      ledger.GiveBack(limit, std::to_string(i), now);
      (void)ledger.AddressBlocked(*base::IpAddress::Parse("192.0.2.1"), wall);
      (void)ledger.AddressBlocked(*base::IpAddress::Parse("2001:db8::1"), wall);
      (void)ledger.IdentityBlocked("issuer", "subject", wall);
      (void)ledger.Revoked({{.issuer = "i", .subject = "s", .token_id = "j", .key_id = "k"}, {}}, wall);
    }
    BlockTable blocks(*opened);
    (void)blocks.List(wall);
    (void)blocks.AddIdentity({"i", "s"}, "r", wall, std::nullopt);
    (void)blocks.RemoveIdentity({"i", "s"});
    (void)Counters(*opened).Read();
    (void)BucketTable(*opened).LiveKeys(base::Steady(milliseconds(1)));
  }
}

}  // namespace
}  // namespace gatehouse::state
