#include "control/store/database.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <fstream>
#include <thread>

#include "base/file.h"
#include "base/testing_folder.h"
#include "control/store/droplets.h"
#include "control/store/soci.h"
#include "control/store/testing_database.h"

namespace gatehouse::store {
namespace {

using testing::kNow;

Droplet DropletOf(int id) {
  return {.id = id,
          .name = "Deck",
          .steward = "Ada",
          .url = "http://127.0.0.1:9014",
          .roles = {"operator"},
          .tokens_from = {},
          .created = kNow,
          .changed = kNow};
}

base::Result<> Add(Database& database, int id) {
  return database.Write([&](Transaction& transaction) { AddDroplet(transaction, DropletOf(id)); });
}

size_t CountOf(Database& database) {
  const auto count = database.Read([](Transaction& transaction) { return AllDroplets(transaction).size(); });
  EXPECT_TRUE(count);
  return count.value_or(0);
}

// What Open says of a database that it cannot use; empty if it can.
std::string Refusal(const std::string& url) {
  const auto opened = Database::Open(url);
  return opened ? "" : opened.error().Text();
}

// Runs in a child without root's rights, which would open everything.
bool Unprivileged(const std::function<bool()>& work) {
  const pid_t child = fork();
  if (child == 0) {
    constexpr uid_t kNobody = 65534;
    if (getuid() == 0 && (setgid(kNobody) != 0 || setuid(kNobody) != 0)) _exit(2);
    _exit(work() ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

class DatabaseOnBoth : public testing::OnBothDatabases {};
GATEHOUSE_ON_BOTH_DATABASES(DatabaseOnBoth);

TEST_P(DatabaseOnBoth, ATransactionGivesWhatItsWorkReturns) {
  const auto value = database_->Write([](Transaction& transaction) {
    AddDroplet(transaction, DropletOf(1));
    return AllDroplets(transaction).size();
  });
  static_assert(std::is_same_v<decltype(value), const base::Result<size_t>>);
  EXPECT_EQ(value, size_t{1});
  const auto result = database_->Read([](Transaction&) -> base::Result<std::string> { return "a word"; });
  static_assert(std::is_same_v<decltype(result), const base::Result<std::string>>);
  EXPECT_EQ(result, "a word");
  const auto nothing = database_->Write([](Transaction& transaction) { AddDroplet(transaction, DropletOf(2)); });
  static_assert(std::is_same_v<decltype(nothing), const base::Result<>>);
  EXPECT_TRUE(nothing);
  EXPECT_EQ(CountOf(*database_), 2U);
}

TEST_P(DatabaseOnBoth, AnErrorInsteadOfAValueRollsBack) {
  const auto failed = database_->Write([](Transaction& transaction) -> base::Result<int> {
    AddDroplet(transaction, DropletOf(1));
    return base::Fail("no");
  });
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().what, "no");
  EXPECT_EQ(CountOf(*database_), 0U);
}

TEST_P(DatabaseOnBoth, B2_KeepsWhatWasCommitted) {
  EXPECT_EQ(database_->kind(), GetParam());
  ASSERT_TRUE(Add(*database_, 14));
  database_.reset();
  auto again = Database::Open(url_);
  ASSERT_TRUE(again) << again.error().Text();
  EXPECT_EQ(CountOf(**again), 1U);
}

TEST_P(DatabaseOnBoth, B2_NothingStaysOfWorkThatFailsOrThrows) {
  EXPECT_FALSE(database_->Write([&](Transaction& transaction) -> base::Result<> {
    AddDroplet(transaction, DropletOf(1));
    return base::Fail("no");
  }));
  EXPECT_FALSE(database_->Write([&](Transaction& transaction) -> base::Result<> {
    AddDroplet(transaction, DropletOf(2));
    throw std::runtime_error("a value nobody may see");
  }));
  EXPECT_EQ(CountOf(*database_), 0U);
  EXPECT_TRUE(Add(*database_, 3));
}

TEST_P(DatabaseOnBoth, B7_WhatABrokenRuleSaysHoldsNoValue) {
  ASSERT_TRUE(Add(*database_, 14));
  const auto twice = Add(*database_, 14);
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().what, "refused data that violates its constraints");
  EXPECT_EQ(twice.error().Text().find("Deck"), std::string::npos);
  for (const int id : {0, 1000, -1}) EXPECT_FALSE(Add(*database_, id)) << id;
  EXPECT_EQ(CountOf(*database_), 1U);
}

TEST_P(DatabaseOnBoth, B7_ValuesAreBoundAndNeverRead) {
  Droplet droplet = DropletOf(7);
  droplet.name = "'); DROP TABLE droplets; --";
  droplet.steward = "\\' OR 1=1 :id $1 %";
  Write([&](Transaction& transaction) { AddDroplet(transaction, droplet); });
  std::optional<Droplet> found;
  Write([&](Transaction& transaction) { found = FindDroplet(transaction, 7); });
  EXPECT_EQ(found, droplet);
}

TEST_P(DatabaseOnBoth, B2_ANewerVersionIsRefused) {
  Write([](Transaction& transaction) { transaction.session() << "UPDATE schema_version SET version = 1000"; });
  database_.reset();
  const std::string refusal = Refusal(url_);
  EXPECT_NE(refusal.find("schema version 1000"), std::string::npos) << refusal;
  EXPECT_EQ(refusal.find("unused-word"), std::string::npos) << refusal;
}

TEST_P(DatabaseOnBoth, B2_TablesOfAnotherProgramAreLeftAlone) {
  const std::string url = std::string(GetParam()) == "sqlite" ? "sqlite:" + folder_.At("other.db")
                                                              : testing::PostgresServer::Instance().FreshUrl();
  {
    auto ours = Database::Open(url);
    ASSERT_TRUE(ours);
    ASSERT_TRUE((*ours)->Write([](Transaction& transaction) -> base::Result<> {
      transaction.session() << "UPDATE schema_version SET version = 0";
      return {};
    }));
  }
  EXPECT_NE(Refusal(url), "");
  int version = -1;
  auto sql = std::string(GetParam()) == "sqlite"
                 ? std::make_unique<soci::session>(soci::sqlite3, url.substr(7))
                 : std::make_unique<soci::session>(soci::postgresql, url + "?connect_timeout=5");
  *sql << "SELECT version FROM schema_version", soci::into(version);
  EXPECT_EQ(version, 0);
}

TEST_P(DatabaseOnBoth, B2_ManyThreadsLoseNothing) {
  constexpr int kThreads = 8;
  constexpr int kEach = 12;
  std::atomic<int> failures = 0;
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&, thread] {
        for (int i = 0; i < kEach; ++i) {
          // Reads before it writes: the serialisation conflicts that both databases have to solve.
          const auto added = database_->Write([&](Transaction& transaction) -> base::Result<> {
            if (AllDroplets(transaction).size() > 998) return base::Fail("full");
            AddDroplet(transaction, DropletOf(1 + thread * kEach + i));
            return {};
          });
          if (!added) ++failures;
        }
      });
    }
  }
  EXPECT_EQ(CountOf(*database_) + static_cast<size_t>(failures), static_cast<size_t>(kThreads * kEach));
  EXPECT_EQ(failures, 0);
}

TEST(SqliteDatabase, B4_IsTheDaemonsAlone) {
  const base::testing::Folder folder;
  const std::string path = folder.At("control.db");
  auto database = Database::Open("sqlite:" + path);
  ASSERT_TRUE(database) << database.error().Text();
  ASSERT_TRUE(Add(**database, 14));
  for (const char* suffix : {"", "-wal", "-shm"}) {
    struct stat found{};
    ASSERT_EQ(stat((path + suffix).c_str(), &found), 0) << suffix;
    EXPECT_EQ(found.st_mode & 0777, 0600U) << suffix;
  }
  database->reset();
  ASSERT_EQ(chmod(path.c_str(), 0644), 0);
  EXPECT_NE(Refusal("sqlite:" + path).find("Others can read it"), std::string::npos);
}

TEST(SqliteDatabase, B2_EveryConnectionIsDurableAndKeepsForeignKeys) {
  const base::testing::Folder folder;
  auto database = Database::Open("sqlite:" + folder.At("a b.db"), 2);
  ASSERT_TRUE(database) << database.error().Text();
  const auto settings = [&] {
    std::string journal;
    int synchronous = 0;
    int foreign_keys = 0;
    EXPECT_TRUE((*database)->Read([&](Transaction& transaction) -> base::Result<> {
      transaction.session() << "PRAGMA journal_mode", soci::into(journal);
      transaction.session() << "PRAGMA synchronous", soci::into(synchronous);
      transaction.session() << "PRAGMA foreign_keys", soci::into(foreign_keys);
      return {};
    }));
    return journal + " " + std::to_string(synchronous) + " " + std::to_string(foreign_keys);
  };
  EXPECT_EQ(settings(), "wal 2 1");
  std::string inner;
  EXPECT_TRUE((*database)->Read([&](Transaction&) -> base::Result<> {
    inner = settings();  // the second connection
    return {};
  }));
  EXPECT_EQ(inner, "wal 2 1");
}

TEST(SqliteDatabase, B2_SaysWhatIsWrongWithTheFile) {
  const base::testing::Folder folder;
  const std::string there = "sqlite:" + folder.path();
  EXPECT_NE(Refusal(there + "/none/control.db").find("Does not exist"), std::string::npos);
  EXPECT_NE(Refusal(there).find("Not a regular file"), std::string::npos);
  EXPECT_NE(Refusal("sqlite:control.db").find("Not an absolute path"), std::string::npos);
  EXPECT_NE(Refusal(there + "/a=b.db").find("'='"), std::string::npos);

  ASSERT_TRUE(base::WriteFile(folder.At("text.db"), std::string(8192, 'x'), 0600));
  EXPECT_NE(Refusal(there + "/text.db").find("is not an SQLite database"), std::string::npos)
      << Refusal(there + "/text.db");
}

TEST(SqliteDatabase, B2_SaysWhenItMayNotWrite) {
  const base::testing::Folder folder;
  ASSERT_EQ(chmod(folder.path().c_str(), 0755), 0);
  EXPECT_TRUE(Unprivileged(
      [&] { return Refusal("sqlite:" + folder.At("new.db")).find("Cannot be made") != std::string::npos; }));
  const std::string path = folder.At("old.db");
  ASSERT_TRUE(Database::Open("sqlite:" + path));
  ASSERT_EQ(chmod(path.c_str(), 0400), 0);
  EXPECT_TRUE(Unprivileged([&] { return Refusal("sqlite:" + path).find("Cannot be written") != std::string::npos; }));
}

TEST(SqliteDatabase, B2_ADamagedFileIsNotUsed) {
  const base::testing::Folder folder;
  const std::string path = folder.At("control.db");
  {
    auto database = Database::Open("sqlite:" + path, 1);
    ASSERT_TRUE(database);
    for (int id = 1; id <= 300; ++id) ASSERT_TRUE(Add(**database, id));
    // Into the file itself, so that there is something to damage.
    ASSERT_TRUE((*database)->Read([](Transaction&) -> base::Result<> { return {}; }));
  }
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(0, std::ios::end);
  const auto size = file.tellp();
  ASSERT_GT(size, 3 * 4096);
  for (std::streamoff at = 4096; at < size; at += 4096) {
    file.seekp(at + 16);
    file.write("damage damage damage damage damage", 34);
  }
  file.close();
  const std::string refusal = Refusal("sqlite:" + path);
  EXPECT_NE(refusal.find("is damaged"), std::string::npos) << refusal;
}

TEST(SqliteDatabase, B2_AFullDiskLeavesNothingHalfWritten) {
  const base::testing::Folder folder;
  auto database = Database::Open("sqlite:" + folder.At("control.db"), 1);
  ASSERT_TRUE(database);
  ASSERT_TRUE(Add(**database, 1));
  ASSERT_TRUE((*database)->Read([](Transaction& transaction) -> base::Result<> {
    int pages = 0;
    transaction.session() << "PRAGMA page_count", soci::into(pages);
    transaction.session() << "PRAGMA max_page_count = " + std::to_string(pages + 2), soci::into(pages);
    return {};
  }));
  const auto full = (*database)->Write([](Transaction& transaction) -> base::Result<> {
    for (int id = 2; id < 999; ++id) AddDroplet(transaction, DropletOf(id));
    return {};
  });
  ASSERT_FALSE(full);
  EXPECT_NE(full.error().what.find("the disk is full"), std::string::npos) << full.error().Text();
  EXPECT_EQ(CountOf(**database), 1U);
  EXPECT_TRUE(Add(**database, 2));
}

TEST(SqliteDatabase, B2_AFileThatMayNotGrowIsSaidToo) {
  const base::testing::Folder folder;
  EXPECT_TRUE(Unprivileged([&] { return true; }));
  const pid_t child = fork();
  if (child == 0) {
    auto database = Database::Open("sqlite:" + folder.At("control.db"), 1);
    std::signal(SIGXFSZ, SIG_IGN);
    struct stat found{};
    if (!database || stat(folder.At("control.db-wal").c_str(), &found) != 0) _exit(2);
    const rlimit limit{static_cast<rlim_t>(found.st_size), static_cast<rlim_t>(found.st_size)};
    setrlimit(RLIMIT_FSIZE, &limit);
    const auto added = Add(**database, 1);
    _exit(!added && added.error().what.find("full") != std::string::npos ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 0);
  auto after = Database::Open("sqlite:" + folder.At("control.db"));
  ASSERT_TRUE(after) << after.error().Text();
  EXPECT_EQ(CountOf(**after), 0U);
}

TEST(SqliteDatabase, B2_SaysThatAnotherProgramHoldsIt) {
  const base::testing::Folder folder;
  const std::string path = folder.At("control.db");
  auto database = Database::Open("sqlite:" + path, 1);
  ASSERT_TRUE(database);
  soci::session other(soci::sqlite3, path);
  other << "BEGIN EXCLUSIVE";
  const auto refused = Add(**database, 1);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().what.find("is locked by another program"), std::string::npos) << refused.error().Text();
  EXPECT_NE(Refusal("sqlite:" + path).find("is locked"), std::string::npos);
  other << "ROLLBACK";
  EXPECT_TRUE(Add(**database, 1));
}

TEST(SqliteDatabase, B2_AnAcknowledgedWriteOutlivesTheProcess) {
  const base::testing::Folder folder;
  const std::string url = "sqlite:" + folder.At("control.db");
  int told[2];
  ASSERT_EQ(pipe(told), 0);
  const pid_t child = fork();
  if (child == 0) {
    auto database = Database::Open(url, 1);
    for (int id = 1; database && id <= 999; ++id) {
      if (!Add(**database, id)) _exit(1);
      const auto number = static_cast<uint16_t>(id);
      if (write(told[1], &number, sizeof number) != sizeof number) _exit(1);
    }
    _exit(0);
  }
  close(told[1]);
  uint16_t acknowledged = 0;
  while (acknowledged < 100 && read(told[0], &acknowledged, sizeof acknowledged) > 0) {
  }
  kill(child, SIGKILL);
  while (read(told[0], &acknowledged, sizeof acknowledged) > 0) {
  }
  close(told[0]);
  waitpid(child, nullptr, 0);
  auto after = Database::Open(url);
  ASSERT_TRUE(after) << after.error().Text();
  EXPECT_GE(acknowledged, 100);
  EXPECT_GE(CountOf(**after), acknowledged);
}

TEST(PostgresDatabase, B2_SaysThatItCannotBeReachedWithoutThePassword) {
  const std::string refusal = Refusal("postgresql://gate:s3cret@127.0.0.1:1/control?connect_timeout=2");
  EXPECT_NE(refusal.find("cannot be reached"), std::string::npos) << refusal;
  EXPECT_NE(refusal.find("postgresql://gate@127.0.0.1:1/control"), std::string::npos) << refusal;
  EXPECT_EQ(refusal.find("s3cret"), std::string::npos);
  EXPECT_NE(Refusal("postgresql://gate:s3cret%zz@h/db"), "");
  std::string other = testing::PostgresServer::Instance().FreshUrl();
  other += "_none";
  EXPECT_NE(Refusal(other).find("has no such database"), std::string::npos) << Refusal(other);
  EXPECT_EQ(Refusal("postgresql://gate:s3cret%zz@h/db").find("s3cret"), std::string::npos);
}

TEST(PostgresDatabase, B2_GoesOnWhenTheServerIsBack) {
  auto& server = testing::PostgresServer::Instance();
  auto database = Database::Open(server.FreshUrl(), 2);
  ASSERT_TRUE(database) << database.error().Text();
  ASSERT_TRUE(Add(**database, 1));
  server.Stop();
  EXPECT_FALSE(Add(**database, 2));
  server.Start();
  EXPECT_TRUE(Add(**database, 3));
  EXPECT_EQ(CountOf(**database), 2U);
}

TEST(PostgresDatabase, B2_TwoThatStartAtOnceMakeOneSchema) {
  const std::string url = testing::PostgresServer::Instance().FreshUrl();
  std::atomic<int> opened = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        const auto database = Database::Open(url, 1);
        if (database) {
          ++opened;
        } else {
          ADD_FAILURE() << database.error().Text();
        }
      });
    }
  }
  EXPECT_EQ(opened, 4);
}

}  // namespace
}  // namespace gatehouse::store
