#include "dotenv/merge.h"

#include <gtest/gtest.h>

#include "dotenv/testing_files.h"

namespace gatehouse::dotenv {
namespace {

constexpr base::Wall kNow{std::chrono::seconds{1'800'000'000}};
const TableKeyring kRing({kAnna, kBert});

Document Read(std::string_view text) { return std::move(*Document::Parse(text, "f")); }

// As it is read back from the disk.
EncryptedFile Reopened(const EncryptedFile& file) {
  return std::move(*EncryptedFile::Open(*SealedFile::Parse(*file.Text(kNow), "f"), kRing));
}

EncryptedFile Start(std::string_view text, std::vector<std::string> recipients = {kAnna}) {
  return Reopened(*EncryptedFile::Make(Read(text), recipients, kRing));
}

EncryptedFile With(const EncryptedFile& file, std::string_view text) {
  EncryptedFile changed = file.Copy();
  changed.document = Read(text);
  return Reopened(changed);
}

struct Case {
  const char* before;
  const char* ours;
  const char* theirs;
  const char* merged;
  std::vector<std::string> conflicts;
};

TEST(DotenvMerge, A2_ByNamesAndNotByLines) {
  const Case cases[] = {
      {"A=1\nB=2\n", "A=1\nB=2\n", "A=1\nB=2\n", "A=1\nB=2\n", {}},
      {"A=1\nB=2\n", "A=x\nB=2\n", "A=1\nB=y\n", "A=x\nB=y\n", {}},
      {"A=1\n", "A=1\nB=2\n", "A=1\nC=3\n", "A=1\nB=2\nC=3\n", {}},
      {"A=1\nB=2\n", "A=1\nX=9\nB=2\n", "A=1\n", "A=1\nX=9\n", {}},
      {"A=1\nB=2\n", "A=1\n", "A=1\nB=2\nC=3\n", "A=1\nC=3\n", {}},
      {"A=1\n", "A=x\n", "A=y\n", "A=x\n", {"A"}},
      {"A=1\n", "A=x\n", "A=x\n", "A=x\n", {}},
      {"A=1\n", "A='1'\n", "A=1\n", "A='1'\n", {}},
      {"A=1\n", "", "A=y\n", "", {"A"}},
      {"A=1\n", "A=x\n", "", "A=x\n", {"A"}},
      {"", "A=1\n", "A=2\nB=3\n", "A=1\nB=3\n", {"A"}},
      {"A=1\n", "A=1\n", "# why\nA=1\n", "# why\nA=1\n", {}},
      {"A=1\n", "# why\nA=1\n", "A=1\nB=2\n", "# why\nA=1\nB=2\n", {}},
      {"A=1\n", "A=x", "A=1\nB=2", "A=x\nB=2", {}},
      {"A=1\n#OLD=1\n", "A=1\n#OLD=1\n", "A=2\n#OLD=1\n", "A=2\n#OLD=1\n", {}},
  };
  for (const Case& one : cases) {
    const EncryptedFile before = Start(one.before);
    const auto merged = Merge(&before, With(before, one.ours), With(before, one.theirs), kRing);
    ASSERT_TRUE(merged);
    EXPECT_EQ(merged->file.document.Text().Reveal(), one.merged) << one.before << one.ours << one.theirs;
    EXPECT_EQ(merged->conflicts, one.conflicts);
    EXPECT_TRUE(merged->notes.empty());
    EXPECT_EQ(Reopened(merged->file).document.Text().Reveal(), one.merged);
  }
}

TEST(DotenvMerge, A2_EveryTokenOfEitherSideStays) {
  const EncryptedFile before = Start("A=1\nB=2\n");
  const EncryptedFile ours = With(before, "A=x\nB=2\n");
  const EncryptedFile theirs = With(before, "A=1\nB=y\n");
  const auto merged = SealedFile::Parse(*Merge(&before, ours, theirs, kRing)->file.Text(kNow), "f");
  EXPECT_EQ(merged->items[0].token, SealedFile::Parse(*ours.Text(kNow), "f")->items[0].token);
  EXPECT_EQ(merged->items[1].token, SealedFile::Parse(*theirs.Text(kNow), "f")->items[1].token);
}

TEST(DotenvMerge, A2_CommentsThatBothChangedAreTold) {
  const EncryptedFile before = Start("A=1\n");
  const auto merged = Merge(&before, With(before, "# x\nA=1\n"), With(before, "# y\nA=1\n"), kRing);
  EXPECT_EQ(merged->file.document.Text().Reveal(), "# x\nA=1\n");
  EXPECT_EQ(merged->notes.size(), 1U);
}

TEST(DotenvMerge, A2_WhoWasRemovedOnEitherSideIsGone) {
  const EncryptedFile before = Start("A=1\n", {kAnna, kBert});
  const EncryptedFile kept = With(before, "A=2\n");
  EncryptedFile removed = before.Copy();
  ASSERT_TRUE(removed.RemoveRecipient(kBert, kRing));
  for (const bool ours_removed : {true, false}) {
    const auto merged = ours_removed ? Merge(&before, removed, kept, kRing) : Merge(&before, kept, removed, kRing);
    ASSERT_TRUE(merged);
    EXPECT_EQ(merged->file.Recipients(), std::vector<std::string>{kAnna});
    EXPECT_FALSE(merged->file.key().Equals(before.key()));
    EXPECT_EQ(Reopened(merged->file).document.Text().Reveal(), "A=2\n");
  }
}

TEST(DotenvMerge, A2_WhoWasAddedOnEitherSideCanRead) {
  const EncryptedFile before = Start("A=1\n");
  EncryptedFile added = before.Copy();
  ASSERT_TRUE(added.AddRecipient(kBert, kRing));
  for (const bool ours_added : {true, false}) {
    const auto merged = ours_added ? Merge(&before, added, before, kRing) : Merge(&before, before, added, kRing);
    ASSERT_TRUE(merged);
    EXPECT_EQ(merged->file.Recipients(), (std::vector<std::string>{kAnna, kBert}));
  }
  // Added here, while the key was made again there: the new one is for both.
  EncryptedFile rotated = before.Copy();
  ASSERT_TRUE(rotated.Rotate(kRing));
  const auto merged = Merge(&before, added, rotated, kRing);
  ASSERT_TRUE(merged);
  EXPECT_TRUE(merged->file.key().Equals(rotated.key()));
  EXPECT_EQ(merged->file.Recipients().size(), 2U);
}

TEST(DotenvMerge, A2_TwoNewKeysBecomeAThird) {
  const EncryptedFile before = Start("A=1\n");
  EncryptedFile ours = before.Copy();
  EncryptedFile theirs = before.Copy();
  ASSERT_TRUE(ours.Rotate(kRing));
  ASSERT_TRUE(theirs.Rotate(kRing));
  const auto merged = Merge(&before, ours, theirs, kRing);
  ASSERT_TRUE(merged);
  EXPECT_FALSE(merged->file.key().Equals(ours.key()));
  EXPECT_FALSE(merged->file.key().Equals(theirs.key()));
  EXPECT_EQ(Reopened(merged->file).document.Text().Reveal(), "A=1\n");
}

TEST(DotenvMerge, A2_TwoFilesMadeApart) {
  const auto merged = Merge(nullptr, Start("A=1\n"), Start("B=2\n", {kBert}), kRing);
  ASSERT_TRUE(merged);
  EXPECT_EQ(merged->file.document.Text().Reveal(), "A=1\nB=2\n");
  EXPECT_EQ(merged->file.Recipients(), (std::vector<std::string>{kAnna, kBert}));
  EXPECT_EQ(merged->notes.size(), 1U);
}

}  // namespace
}  // namespace gatehouse::dotenv
