// Keys and droplets that change while the gate runs: when they are read, what stays when they cannot be, how often that
// is told. nginx is not needed for any of it.
#include "nginx/live_files.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "base/crypto.h"
#include "base/file.h"
#include "base/testing_folder.h"

namespace gatehouse::nginx {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

constexpr base::Steady kNow{milliseconds(1'000'000)};

std::string AnotherKey() { return crypto::PrivateKey::Generate(crypto::Algorithm::kEs256)->Public().Pem(); }

class LiveFilesTest : public ::testing::Test {
 protected:
  LiveFilesTest() {
    std::filesystem::create_directories(folder_.At("data/public"));
    policy_.issuers = {{.issuer = "registry", .audience = "gate"}};
    policy_.key_sources = {{{.path = folder_.At("key.pem")}}};
    policy_.control.emplace().data_dir = folder_.At("data");
    policy_.control->registry.emplace();
    WriteKey(AnotherKey());
  }

  void WriteKey(const std::string& content) { ASSERT_TRUE(base::WriteFile(policy_.key_sources[0][0].path, content)); }
  void WriteDirectory(const std::string& content) {
    ASSERT_TRUE(base::WriteFile(policy_.control->DirectoryFile(), content));
  }
  void Enrol(int id) {
    gate::Directory directory;
    directory.droplets[id] = {
        .id = id, .host = "127.0.0.1", .port = 9014, .address = base::IpAddress::Parse("127.0.0.1")};
    WriteDirectory(gate::WriteDirectory(directory));
  }
  [[nodiscard]] gate::TrustedIssuers Keys() const {
    return *gate::LoadIssuers(policy_, [](const std::string& path) { return base::ReadFile(path); });
  }

  base::testing::Folder folder_;
  gate::Policy policy_;
};

TEST_F(LiveFilesTest, B6_WithoutADirectoryNobodyIsInIt) {
  LiveFiles files(policy_, Keys());
  const auto news = files.Look(0, kNow);
  EXPECT_FALSE(news.any()) << "a file that was never written is not a failure";
  EXPECT_EQ(files.directory(), gate::Directory{});
}

TEST_F(LiveFilesTest, B6_TheFirstLookReadsTheDirectory) {
  Enrol(14);
  LiveFiles files(policy_, Keys());
  EXPECT_TRUE(files.Look(0, kNow).directory);
  ASSERT_NE(files.directory().Find(14), nullptr);
  EXPECT_EQ(files.directory().Find(14)->port, 9014);
  EXPECT_FALSE(files.Look(0, kNow).any()) << "nothing has changed since";
}

TEST_F(LiveFilesTest, B3_WhatIsLeftOutOfAKeySetIsToldOnce) {
  const auto set = [](std::string_view more) {
    const auto key = crypto::PrivateKey::Generate(crypto::Algorithm::kEs256);
    return R"({"keys":[{"kty":"oct","k":"AAAA"},)" + std::string(more) +
           key->Public().Jwk("k", crypto::Algorithm::kEs256) + "]}";
  };
  WriteKey(set(""));
  LiveFiles files(policy_, Keys());
  const auto first = files.Look(0, kNow);
  EXPECT_TRUE(first.errors.empty());
  ASSERT_EQ(first.notes.size(), 1U);
  EXPECT_THAT(first.notes[0].Text(), HasSubstr("1 symmetric or private key"));
  WriteKey(set(""));
  const auto again = files.Look(1, kNow);
  EXPECT_TRUE(again.keys);
  EXPECT_TRUE(again.notes.empty()) << "the same is not told twice";
  WriteKey(set(R"({"kty":"XYZ"},)"));
  EXPECT_EQ(files.Look(2, kNow).notes.size(), 1U) << "something else is";
}

TEST_F(LiveFilesTest, B6_AnotherGenerationIsReadAtOnce) {
  LiveFiles files(policy_, Keys());
  (void)files.Look(7, kNow);
  EXPECT_FALSE(files.Behind(7));
  Enrol(14);
  EXPECT_FALSE(files.CatchUp(7, kNow).any()) << "nobody said that anything changed";
  EXPECT_TRUE(files.Behind(8));
  EXPECT_TRUE(files.CatchUp(8, kNow).directory);
  EXPECT_FALSE(files.Behind(8));
  // Twice in the same moment: no pause where nothing went wrong.
  Enrol(21);
  EXPECT_TRUE(files.CatchUp(9, kNow).directory);
  EXPECT_EQ(files.directory().Find(14), nullptr);
  EXPECT_NE(files.directory().Find(21), nullptr);
}

TEST_F(LiveFilesTest, B3_NewKeysAreANewGeneration) {
  LiveFiles files(policy_, Keys());
  (void)files.Look(1, kNow);
  const uint64_t before = files.issuers().generation;
  WriteKey(AnotherKey());
  const auto news = files.CatchUp(2, kNow);
  EXPECT_TRUE(news.keys);
  EXPECT_FALSE(news.directory);
  EXPECT_NE(files.issuers().generation, before);
}

TEST_F(LiveFilesTest, B3_ALookFindsWhatNobodySaid) {
  LiveFiles files(policy_, Keys());
  (void)files.Look(1, kNow);
  WriteKey(AnotherKey());
  EXPECT_TRUE(files.Look(1, kNow).keys);
  Enrol(14);
  EXPECT_TRUE(files.Look(1, kNow).directory);
  EXPECT_FALSE(files.Look(1, kNow).any());
}

// Same length, same time of modification: the inode and the time of its change still tell.
TEST_F(LiveFilesTest, B3_AFileThatWasMadeToLookOldIsReadAllTheSame) {
  LiveFiles files(policy_, Keys());
  (void)files.Look(1, kNow);
  const std::string& path = policy_.key_sources[0][0].path;
  struct stat before{};
  ASSERT_EQ(::stat(path.c_str(), &before), 0);
  WriteKey(AnotherKey());
  const timespec times[2] = {before.st_atim, before.st_mtim};
  ASSERT_EQ(::utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
  EXPECT_TRUE(files.Look(1, kNow).keys);
}

TEST_F(LiveFilesTest, B6_WhatCantBeReadLeavesTheLastGoodOne) {
  Enrol(14);
  LiveFiles files(policy_, Keys());
  (void)files.Look(1, kNow);
  WriteDirectory("{");
  const auto news = files.CatchUp(2, kNow);
  EXPECT_FALSE(news.directory);
  ASSERT_EQ(news.errors.size(), 1U);
  EXPECT_THAT(news.errors[0].Text(), HasSubstr("The directory of droplets is not usable"));
  EXPECT_THAT(news.errors[0].Text(), HasSubstr("directory.json"));
  EXPECT_NE(files.directory().Find(14), nullptr);

  ::unlink(policy_.control->DirectoryFile().c_str());
  EXPECT_EQ(files.CatchUp(2, kNow + LiveFiles::kRetry).errors.size(), 1U) << "gone is another error";
  EXPECT_NE(files.directory().Find(14), nullptr);
}

TEST_F(LiveFilesTest, B6_AFailureIsTriedAgainSoonAndToldOnce) {
  LiveFiles files(policy_, Keys());
  (void)files.Look(1, kNow);
  WriteDirectory("{");
  EXPECT_EQ(files.CatchUp(2, kNow).errors.size(), 1U);
  EXPECT_TRUE(files.Behind(2)) << "who asks next tries again";
  EXPECT_FALSE(files.CatchUp(2, kNow + LiveFiles::kRetry).any()) << "the same error once more";
  Enrol(14);
  EXPECT_FALSE(files.CatchUp(2, kNow + LiveFiles::kRetry + milliseconds(1)).any()) << "not so soon";
  EXPECT_TRUE(files.CatchUp(2, kNow + 3 * LiveFiles::kRetry).directory);
  EXPECT_FALSE(files.Behind(2));
  WriteDirectory("{");
  EXPECT_EQ(files.CatchUp(3, kNow + 4 * LiveFiles::kRetry).errors.size(), 1U) << "a new failure";
}

TEST_F(LiveFilesTest, B6_WhatIsSaidAfterAFailureIsInForceAtOnce) {
  LiveFiles files(policy_, Keys());
  (void)files.Look(1, kNow);
  WriteDirectory("{");
  EXPECT_EQ(files.CatchUp(2, kNow).errors.size(), 1U);
  Enrol(14);
  EXPECT_FALSE(files.CatchUp(2, kNow).any()) << "nobody said that it is another file";
  EXPECT_TRUE(files.CatchUp(3, kNow).directory);
}

TEST_F(LiveFilesTest, B3_BadKeysDoNotKeepTheDirectoryFromChanging) {
  LiveFiles files(policy_, Keys());
  (void)files.Look(1, kNow);
  const uint64_t before = files.issuers().generation;
  WriteKey("no key");
  Enrol(14);
  const auto news = files.CatchUp(2, kNow);
  EXPECT_TRUE(news.directory);
  EXPECT_EQ(news.errors.size(), 1U);
  EXPECT_EQ(files.issuers().generation, before);
}

TEST_F(LiveFilesTest, B3_OneIssuersBrokenFileIsNothingToTheOthers) {
  const std::string& other = policy_.key_sources.emplace_back().emplace_back(folder_.At("other.pem")).path;
  policy_.issuers.push_back({.issuer = "other", .audience = "gate"});
  ASSERT_TRUE(base::WriteFile(other, AnotherKey()));
  LiveFiles files(policy_, Keys());
  (void)files.Look(1, kNow);
  const auto keys_of = [&files](size_t issuer) {
    return files.issuers().issuers[issuer].keys.keys().front().thumbprint;
  };
  const auto first = keys_of(0);
  const auto second = keys_of(1);
  WriteKey("no key");
  ASSERT_TRUE(base::WriteFile(other, AnotherKey()));
  const auto news = files.CatchUp(2, kNow);
  EXPECT_TRUE(news.keys);
  EXPECT_EQ(news.errors.size(), 1U);
  EXPECT_EQ(keys_of(0), first);
  EXPECT_NE(keys_of(1), second);
  // Gone for good is no better than broken.
  ::unlink(policy_.key_sources[0][0].path.c_str());
  const auto third = keys_of(1);
  ASSERT_TRUE(base::WriteFile(other, AnotherKey()));
  EXPECT_TRUE(files.CatchUp(3, kNow + LiveFiles::kRetry).keys);
  EXPECT_EQ(keys_of(0), first);
  EXPECT_NE(keys_of(1), third);
}

// What cannot be read at this moment is not what was taken away: the daemon's keys stay until it takes them back.
TEST_F(LiveFilesTest, A9_SessionKeysThatCantBeReadStayAndThoseTakenAwayGo) {
  policy_.control->people.emplace();
  const std::string file = policy_.control->SessionKeysFile();
  ASSERT_TRUE(base::WriteFile(file, AnotherKey()));
  LiveFiles files(policy_, Keys());
  (void)files.Look(1, kNow);
  const auto known = [&files] { return files.issuers().sessions->keys.keys().size(); };
  EXPECT_EQ(known(), 1U);
  ASSERT_EQ(::unlink(file.c_str()), 0);
  ASSERT_EQ(::mkdir(file.c_str(), 0700), 0);
  const auto news = files.CatchUp(2, kNow);
  EXPECT_EQ(news.errors.size(), 1U);
  EXPECT_FALSE(news.keys);
  EXPECT_EQ(known(), 1U);
  EXPECT_TRUE(files.Behind(2));
  ASSERT_EQ(::rmdir(file.c_str()), 0);
  EXPECT_TRUE(files.CatchUp(2, kNow + LiveFiles::kRetry).keys);
  EXPECT_EQ(known(), 0U);
  EXPECT_FALSE(files.Behind(2));
}

TEST_F(LiveFilesTest, B3_AFailureThatLastsIsTriedMoreAndMoreSeldom) {
  LiveFiles files(policy_, Keys());
  (void)files.Look(1, kNow);
  WriteKey("no key");
  int tries = 0;
  // No stamp changes, so an attempt shows only by what it leaves: each doubles the pause before the next.
  base::Steady last = kNow;
  (void)files.CatchUp(2, kNow);
  for (milliseconds after{1}; after < std::chrono::seconds(10); ++after) {
    if (!files.WouldTry(2, kNow + after)) continue;
    ++tries;
    EXPECT_LE(kNow + after - last, LiveFiles::kLastRetry);
    last = kNow + after;
    (void)files.CatchUp(2, last);
  }
  EXPECT_GT(tries, 10);
  EXPECT_LT(tries, 20);
}

TEST_F(LiveFilesTest, B3_AnUnknownKeyIsLookedForAtABoundedRate) {
  LiveFiles files(policy_, Keys());
  (void)files.Look(1, kNow);
  EXPECT_FALSE(files.LookForKey(1, kNow).any());
  WriteKey(AnotherKey());
  EXPECT_FALSE(files.LookForKey(1, kNow + LiveFiles::kLookForKey - milliseconds(1)).any());
  EXPECT_TRUE(files.LookForKey(1, kNow + LiveFiles::kLookForKey).keys);
}

TEST_F(LiveFilesTest, B6_ADirectoryThatIsTooLargeIsRefused) {
  Enrol(14);
  LiveFiles files(policy_, Keys());
  (void)files.Look(1, kNow);
  WriteDirectory(R"({"version":1,"droplets":[]})" + std::string(LiveFiles::kMaxDirectoryBytes, ' '));
  EXPECT_EQ(files.CatchUp(2, kNow).errors.size(), 1U);
  EXPECT_NE(files.directory().Find(14), nullptr);
}

// The daemon's folder is private to it; a worker that runs as somebody else goes through what the master opened.
TEST_F(LiveFilesTest, B6_AFolderInAPrivateOneIsReadThroughWhatWasKeptOpen) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can become somebody else";
  Enrol(14);
  ASSERT_EQ(::chmod(folder_.path().c_str(), 0755), 0);
  ASSERT_EQ(::chmod(folder_.At("data").c_str(), 0700), 0);
  LiveFiles files(policy_, Keys());
  LiveFiles without(policy_, Keys());
  files.KeepFolderOpen();
  constexpr uid_t kNobody = 65534;
  ASSERT_EQ(::setresuid(kNobody, kNobody, 0), 0);
  const auto news = files.Look(1, kNow);
  const auto none = without.Look(1, kNow);
  ASSERT_EQ(::setresuid(0, 0, 0), 0);
  EXPECT_TRUE(news.directory);
  EXPECT_TRUE(news.errors.empty());
  EXPECT_FALSE(none.directory);
}

}  // namespace
}  // namespace gatehouse::nginx
