#include "scan/git/loose.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "scan/git/testing_repository.h"

namespace gatehouse::scan {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(LooseObjects, A5_LooseObjectsAreListedAndRead) {
  const TestingRepository git;
  git.Write("a.txt", "hello\n");
  git.Commit();
  const auto loose = ListLoose(git.At(".git/objects"));
  EXPECT_THAT(loose, SizeIs(3));  // blob, tree, commit
  EXPECT_TRUE(std::ranges::is_sorted(loose, {}, &LooseObject::id));
  std::string text;
  for (const LooseObject& object : loose) {
    EXPECT_TRUE(ReadLooseBlob(object, [&](std::string_view piece, bool, bool) { text += piece; })) << object.path;
  }
  EXPECT_EQ(text, "hello\n");
  EXPECT_THAT(ListLoose(git.At("nowhere")), IsEmpty());
}

TEST(LooseObjects, A5_ABrokenLooseObjectIsAnError) {
  const TestingRepository git;
  git.Write("objects/ab/" + std::string(38, 'c'), "no zlib");
  git.Write("objects/ab/" + std::string(38, 'd'), "");
  git.Write("objects/ab/short", "x");
  git.Write("objects/info/packs", "x");
  const auto loose = ListLoose(git.At("objects"));
  EXPECT_THAT(loose, SizeIs(2));
  for (const LooseObject& object : loose)
    EXPECT_FALSE(ReadLooseBlob(object, [](std::string_view, bool, bool) {})) << object.path;
}

}  // namespace
}  // namespace gatehouse::scan
