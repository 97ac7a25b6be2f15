#include "events/old_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkstemp is POSIX's
#include <sys/file.h>
#include <unistd.h>

#include "base/descriptor.h"

namespace gatehouse::events {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr base::Steady kStart{seconds(1000)};

class OldFileTest : public testing::Test {
 protected:
  OldFileTest() {
    char name[] = "/tmp/gatehouse-old-XXXXXX";
    ours_ = base::Descriptor(::mkstemp(name));
    writers_ = base::Descriptor(::open(name, O_RDWR | O_CLOEXEC));
    ::unlink(name);
  }
  base::Descriptor ours_;
  base::Descriptor writers_;
  OldFile file_;
};

TEST_F(OldFileTest, A14_IsLeftOnceWritersHadTimeToMoveOn) {
  EXPECT_FALSE(file_.MayLeave(ours_.get(), kStart));
  EXPECT_FALSE(file_.MayLeave(ours_.get(), kStart + OldFile::kWritersMoveWithin - milliseconds(1)));
  EXPECT_TRUE(file_.MayLeave(ours_.get(), kStart + OldFile::kWritersMoveWithin));
  file_.Stays();
  EXPECT_FALSE(file_.MayLeave(ours_.get(), kStart + seconds(5))) << "something came into it";
}

TEST_F(OldFileTest, A14_AWriterInTheMiddleOfALineIsWaitedFor) {
  ASSERT_EQ(::flock(writers_.get(), LOCK_SH), 0);
  EXPECT_FALSE(file_.MayLeave(ours_.get(), kStart));
  EXPECT_FALSE(file_.MayLeave(ours_.get(), kStart + OldFile::kPatience - milliseconds(1)));
  ASSERT_EQ(::flock(writers_.get(), LOCK_UN), 0);
  EXPECT_TRUE(file_.MayLeave(ours_.get(), kStart + OldFile::kPatience - milliseconds(1)));
  EXPECT_EQ(::flock(writers_.get(), LOCK_SH | LOCK_NB), 0) << "asking leaves no lock behind";
}

TEST_F(OldFileTest, A14_ButNotForEver) {
  ASSERT_EQ(::flock(writers_.get(), LOCK_SH), 0);
  EXPECT_FALSE(file_.MayLeave(ours_.get(), kStart));
  EXPECT_TRUE(file_.MayLeave(ours_.get(), kStart + OldFile::kPatience));
}

TEST_F(OldFileTest, A14_AWriterThatDiesHoldsNothingUp) {
  ASSERT_EQ(::flock(writers_.get(), LOCK_SH), 0);
  EXPECT_FALSE(file_.MayLeave(ours_.get(), kStart));
  writers_.Close();
  EXPECT_TRUE(file_.MayLeave(ours_.get(), kStart + seconds(2)));
}

}  // namespace
}  // namespace gatehouse::events
