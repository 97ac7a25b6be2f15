#include "base/beneath.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <filesystem>
#include <string>
#include <thread>

#include "base/testing_folder.h"

namespace gatehouse::base {
namespace {

namespace fs = std::filesystem;

// Both ways of asking answer alike.
class Beneath : public ::testing::TestWithParam<Descriptor (*)(int, const std::string&)> {
 protected:
  Beneath() {
    fs::create_directories(root_.At("data/inner/deep"));
    root_.Write("data/inner/file", "x");
    root_.Write("outside", "x");
    fs::create_symlink("inner", root_.At("data/in"));
    fs::create_symlink("../outside", root_.At("data/out"));
    fs::create_symlink("/etc", root_.At("data/absolute"));
    fs::create_symlink("inner/../inner/file", root_.At("data/winding"));
    fs::create_symlink("loop", root_.At("data/loop"));
    fs::create_symlink("../../outside", root_.At("data/inner/up"));
    folder_ = Descriptor(open(root_.At("data").c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  }

  // Where it leads, below the root; "" where it is refused.
  std::string Opens(const std::string& name) {
    const Descriptor found = GetParam()(folder_.get(), name);
    if (!found.open()) return {};
    const std::string path = fs::read_symlink("/proc/self/fd/" + std::to_string(found.get()));
    return path.substr(root_.path().size());
  }

  testing::Folder root_;
  Descriptor folder_;
};

TEST_P(Beneath, B8_OpensWhatIsInside) {
  EXPECT_EQ(Opens("inner/file"), "/data/inner/file");
  EXPECT_EQ(Opens("inner"), "/data/inner");
  EXPECT_EQ(Opens("in/file"), "/data/inner/file");
  EXPECT_EQ(Opens("winding"), "/data/inner/file");
  EXPECT_EQ(Opens("inner/deep/../file"), "/data/inner/file");
}

TEST_P(Beneath, B8_RefusesEveryWayOut) {
  for (const char* name :
       {"..", "../outside", "inner/../../outside", "out", "absolute/passwd", "inner/up", "loop", "/etc/passwd"}) {
    EXPECT_EQ(Opens(name), "") << name;
  }
}

TEST_P(Beneath, B8_SaysWhereNothingIs) {
  EXPECT_FALSE(GetParam()(folder_.get(), "inner/none").open());
  EXPECT_EQ(errno, ENOENT);
  EXPECT_FALSE(GetParam()(folder_.get(), "inner/file/x").open());
  EXPECT_EQ(errno, ENOTDIR);
}

TEST_P(Beneath, B8_ARaceLeadsNowhereElse) {
  std::atomic<bool> stop = false;
  std::thread swapper([&] {
    while (!stop) {
      fs::remove(root_.At("data/swapped"));
      fs::create_symlink("../outside", root_.At("data/swapped"));
      fs::remove(root_.At("data/swapped"));
      fs::create_symlink("inner/file", root_.At("data/swapped"));
    }
  });
  for (int i = 0; i < 500; ++i) {
    const std::string path = Opens("swapped");
    EXPECT_TRUE(path.empty() || path == "/data/inner/file") << path;
  }
  stop = true;
  swapper.join();
}

INSTANTIATE_TEST_SUITE_P(Ways, Beneath, ::testing::Values(&OpenBeneath, &WalkBeneath));

}  // namespace
}  // namespace gatehouse::base
