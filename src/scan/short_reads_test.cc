#include "scan/short_reads.h"

#include <gtest/gtest.h>

namespace gatehouse::scan {
namespace {

constexpr std::string_view kMounts =
    "22 28 0:20 / /proc rw,nosuid shared:5 - proc proc rw\n"
    "28 1 252:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw\n"
    "90 28 0:44 / /srv/a\\040b/cache rw - fuse.sshfs host: rw\n"
    "91 28 0:45 / /srv/code rw - tmpfs tmpfs rw\n";

TEST(ShortReads, AMountBelowTheFolderIsSeen) {
  EXPECT_TRUE(HasMountBelow(kMounts, "/"));
  EXPECT_TRUE(HasMountBelow(kMounts, "/srv"));
  EXPECT_TRUE(HasMountBelow(kMounts, "/srv/a b"));
}

TEST(ShortReads, NeitherTheFoldersOwnMountNorOneBesideItIsBelow) {
  EXPECT_FALSE(HasMountBelow(kMounts, "/srv/code"));
  EXPECT_FALSE(HasMountBelow(kMounts, "/srv/co"));
  EXPECT_FALSE(HasMountBelow(kMounts, "/srv/a"));
  EXPECT_FALSE(HasMountBelow(kMounts, "/home"));
}

TEST(ShortReads, ALineThatIsCutOffHoldsNoMount) {
  for (const std::string_view line : {"", "\n", "22", "22 28 0:20", "22 28 0:20 / \\0", "\n\n22 28 0:20 /"})
    EXPECT_FALSE(HasMountBelow(line, "/srv")) << line;
}

TEST(ShortReads, FilesOfTheKernelComeInParts) {
  EXPECT_FALSE(ShortReadsAreEnds("/proc"));
  EXPECT_FALSE(ShortReadsAreEnds("/"));  // /proc is below
  EXPECT_FALSE(ShortReadsAreEnds("src"));
  EXPECT_FALSE(ShortReadsAreEnds("/no/such/folder"));
}

}  // namespace
}  // namespace gatehouse::scan
