// Histories that are made up, object by object; real ones are in tests/scan/test_history.py.
#include "scan/git/first_seen.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace gatehouse::scan {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

ObjectId Id(unsigned char number) {
  ObjectId id{};
  id[0] = number;
  id[19] = number;
  return id;
}
std::string Raw(const ObjectId& id) { return {reinterpret_cast<const char*>(id.data()), id.size()}; }

class FirstSeen : public ::testing::Test {
 protected:
  void File(unsigned char tree, const std::string& name, unsigned char blob) {
    objects_[{ObjectType::kTree, Id(tree)}] += "100644 " + name + '\0' + Raw(Id(blob));
  }
  void Folder(unsigned char tree, const std::string& name, unsigned char inner) {
    objects_[{ObjectType::kTree, Id(tree)}] += "40000 " + name + '\0' + Raw(Id(inner));
  }
  void Commit(unsigned char commit, unsigned char tree, const std::vector<unsigned char>& parents, int time) {
    std::string text = "tree " + HexOf(Id(tree)) + "\n";
    for (const unsigned char parent : parents) text += "parent " + HexOf(Id(parent)) + "\n";
    text += "author A. Writer <a@example.org> " + std::to_string(time - 1) + " +0100\n";
    text += "committer B <b@example.org> " + std::to_string(time) + " +0000\n\nwords\n";
    objects_[{ObjectType::kCommit, Id(commit)}] = text;
  }
  base::Result<Appearances> Look(const std::vector<ObjectId>& tips, const std::vector<ObjectId>& blobs,
                                 bool shallow = false) {
    return FirstAppearances(
        tips, blobs,
        [this](const ObjectId& id, ObjectType type) -> std::optional<std::string> {
          const auto object = objects_.find({type, id});
          if (object == objects_.end()) return {};
          return object->second;
        },
        shallow);
  }

  std::map<std::pair<ObjectType, ObjectId>, std::string> objects_;
};

TEST_F(FirstSeen, TheOldestCommitIsToldWithItsAuthorAndThePath) {
  File(10, "key.txt", 20);
  Folder(11, "src", 10);
  File(12, "other", 21);
  Commit(1, 12, {}, 1000);
  Commit(2, 11, {1}, 2000);
  Commit(3, 11, {2}, 3000);
  const auto found = Look({Id(3)}, {Id(20)});
  ASSERT_TRUE(found) << found.error().Text();
  ASSERT_EQ(found->size(), 1);
  const Appearance& first = found->at(Id(20));
  EXPECT_EQ(first.path, "src/key.txt");
  EXPECT_EQ(first.commit, HexOf(Id(2)));
  EXPECT_EQ(first.author, "A. Writer <a@example.org>");
  EXPECT_EQ(first.date, base::Wall(std::chrono::seconds(1999)));
}

// A clock that was wrong does not put a child in front of its parent.
TEST_F(FirstSeen, ParentsComeBeforeChildrenWhateverTheirDates) {
  File(10, "key", 20);
  Commit(1, 10, {}, 5000);
  Commit(2, 10, {1}, 10);
  EXPECT_EQ(Look({Id(2)}, {Id(20)})->at(Id(20)).commit, HexOf(Id(1)));
}

TEST_F(FirstSeen, OfTwoBranchesTheOlderCommitCounts) {
  File(9, "readme", 21);
  File(10, "key", 20);
  Commit(1, 9, {}, 100);
  Commit(2, 10, {1}, 300);
  Commit(3, 10, {1}, 200);
  Commit(4, 10, {2, 3}, 400);
  EXPECT_EQ(Look({Id(4)}, {Id(20)})->at(Id(20)).commit, HexOf(Id(3)));
  EXPECT_EQ(Look({Id(2), Id(3)}, {Id(20)})->at(Id(20)).commit, HexOf(Id(3)));
}

TEST_F(FirstSeen, WhatNoCommitHasIsLeftOut) {
  File(10, "key", 20);
  Commit(1, 10, {}, 100);
  EXPECT_THAT(*Look({Id(1)}, {Id(22)}), IsEmpty());
  EXPECT_THAT(*Look({}, {Id(20)}), IsEmpty());
}

TEST_F(FirstSeen, ASubmoduleIsAnotherRepositorysBusiness) {
  objects_[{ObjectType::kTree, Id(10)}] = std::string("160000 sub") + '\0' + Raw(Id(20));
  Commit(1, 10, {}, 100);
  EXPECT_THAT(*Look({Id(1)}, {Id(20)}), IsEmpty());
}

TEST_F(FirstSeen, WhatIsMissingIsToldUnlessTheRepositoryIsShallow) {
  File(10, "key", 20);
  Commit(2, 10, {1}, 200);
  EXPECT_THAT(Look({Id(2)}, {Id(20)}).error().what, HasSubstr("commit is missing"));
  EXPECT_EQ(Look({Id(2)}, {Id(20)}, true)->at(Id(20)).commit, HexOf(Id(2)));
  Commit(1, 30, {}, 100);
  EXPECT_THAT(Look({Id(2)}, {Id(20)}).error().what, HasSubstr("folder of a commit is missing"));
}

TEST_F(FirstSeen, BrokenObjectsAreToldAndNeverReadBeyondTheirEnd) {
  for (const std::string& tree :
       {std::string("100644 key"), std::string("100644"), "100644 key" + std::string(5, '\0'), std::string(30, '\0')}) {
    objects_[{ObjectType::kTree, Id(10)}] = tree;
    Commit(1, 10, {}, 100);
    EXPECT_THAT(Look({Id(1)}, {Id(20)}).error().what, HasSubstr("broken")) << tree;
  }
  for (const std::string text : {"", "tree", "tree 12", "tree zz", "parent 12"}) {
    objects_[{ObjectType::kCommit, Id(1)}] = text;
    EXPECT_THAT(Look({Id(1)}, {Id(20)}).error().what, HasSubstr("broken")) << text;
  }
}

// A folder that holds itself cannot be made by git, but written by hand.
TEST_F(FirstSeen, ACircleOfFoldersEnds) {
  Folder(10, "again", 10);
  Commit(1, 10, {}, 100);
  EXPECT_THAT(*Look({Id(1)}, {Id(20)}), IsEmpty());
}

}  // namespace
}  // namespace gatehouse::scan
