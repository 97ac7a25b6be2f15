#include "events/writer.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>
#include <vector>

#include "base/json.h"
#include "base/testing_folder.h"
#include "events/reader.h"

namespace gatehouse::events {
namespace {

constexpr base::Wall kTime{std::chrono::milliseconds(1'700'000'000'123)};

class WriterTest : public testing::Test {
 protected:
  [[nodiscard]] std::string Path(const std::string& name = "events.jsonl") const { return folder_.At(name); }
  static std::string ReadAll(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static Event Note(std::string_view details, base::Wall time = kTime) {
    Event event;
    event.time = time;
    event.details = details;
    return event;
  }
  // The details of every line, in order.
  static std::vector<std::string> Details(const std::string& path) {
    auto reader = Reader::Open(path);
    std::vector<std::string> details;
    json::Parser parser;
    while (const auto line = reader->Next().value()) {
      const auto root = parser.Parse(line->text, {});
      const auto value = root ? root->Member(field::kDetails) : std::nullopt;
      details.emplace_back(value ? value->String().value_or("?") : "<no JSON>");
    }
    return details;
  }
  using Lines = std::vector<std::string>;

 private:
  base::testing::Folder folder_;
};

TEST_F(WriterTest, A14_AppendsOneLineAnEvent) {
  auto writer = Writer::Open(Path());
  ASSERT_TRUE(writer);
  EXPECT_TRUE(writer->Write(Note("one")));
  EXPECT_TRUE(writer->Write(Note("two")));
  auto second = Writer::Open(Path());
  EXPECT_TRUE(second->Write(Note("three")));
  EXPECT_EQ(Details(Path()), (Lines{"one", "two", "three"}));
  struct stat info{};
  ASSERT_EQ(::stat(Path().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
}

// Not only when it looks once a second: who reads the log has left the old file by then.
TEST_F(WriterTest, A14_NothingIsWrittenIntoAFileThatWasRotatedAway) {
  auto writer = Writer::Open(Path());
  auto other = Writer::Open(Path());
  ASSERT_TRUE(writer && other);
  EXPECT_TRUE(writer->Write(Note("one")));
  EXPECT_TRUE(other->Write(Note("two")));
  std::filesystem::rename(Path(), Path("events.jsonl.1"));
  std::ofstream(Path()).close();
  EXPECT_TRUE(writer->Write(Note("three")));
  EXPECT_TRUE(other->Write(Note("four", kTime + std::chrono::milliseconds(1))));
  EXPECT_EQ(Details(Path("events.jsonl.1")), (Lines{"one", "two"}));
  EXPECT_EQ(Details(Path()), (Lines{"three", "four"}));
}

// A lock that somebody else holds, and does not give back, must not stop a worker of the gate.
TEST_F(WriterTest, A14_ALockOfSomebodyElseHoldsNoWriterUp) {
  auto writer = Writer::Open(Path());
  const base::Descriptor other(::open(Path().c_str(), O_RDONLY | O_CLOEXEC));
  ASSERT_EQ(::flock(other.get(), LOCK_EX), 0);
  EXPECT_TRUE(writer->Write(Note("one")));
  std::filesystem::rename(Path(), Path("events.jsonl.1"));
  std::ofstream(Path()).close();
  EXPECT_TRUE(writer->Write(Note("two")));
  EXPECT_EQ(Details(Path()), Lines{"two"});
}

TEST_F(WriterTest, A14_AfterALineNoLockIsLeft) {
  auto writer = Writer::Open(Path());
  EXPECT_TRUE(writer->Write(Note("one")));
  const base::Descriptor other(::open(Path().c_str(), O_RDONLY | O_CLOEXEC));
  EXPECT_EQ(::flock(other.get(), LOCK_EX | LOCK_NB), 0);
}

TEST_F(WriterTest, A14_WritersAtOnceDoNotMixTheirLines) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      auto writer = Writer::Open(Path());
      const std::string text(static_cast<size_t>(100 + 300 * i), static_cast<char>('a' + i));
      for (int n = 0; n < 500; ++n) EXPECT_TRUE(writer->Write(Note(text)));
    });
  }
  for (std::thread& thread : threads) thread.join();
  const Lines details = Details(Path());
  EXPECT_EQ(details.size(), 2000U);
  for (const std::string& text : details) {
    EXPECT_EQ(text.find_first_not_of(text[0]), std::string::npos);
    EXPECT_EQ(text.size(), static_cast<size_t>(100 + 300 * (text[0] - 'a')));
  }
}

TEST_F(WriterTest, A14_AFullDiskIsReportedAndCounted) {
  if (::access("/dev/full", W_OK) != 0) GTEST_SKIP() << "this machine has no /dev/full";
  auto writer = Writer::Open("/dev/full");
  ASSERT_TRUE(writer);
  EXPECT_FALSE(writer->Write(Note("lost")));
  EXPECT_FALSE(writer->Write(Note("lost")));
  EXPECT_EQ(writer->failures(), 2U);
  EXPECT_EQ(writer->last_errno(), ENOSPC);
}

// The limit on file size stands in for the disk that fills up in the middle of a line.
TEST_F(WriterTest, A14_AfterHalfALineTheNextOneStandsAlone) {
  auto writer = Writer::Open(Path());
  ASSERT_TRUE(writer->Write(Note("first")));
  const auto size = std::filesystem::file_size(Path());
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit tight{.rlim_cur = size + 20, .rlim_max = before.rlim_max};
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &tight), 0);
  EXPECT_FALSE(writer->Write(Note("cut short")));
  EXPECT_EQ(writer->last_errno(), 0);
  EXPECT_FALSE(writer->Write(Note("no room at all")));
  EXPECT_EQ(writer->last_errno(), EFBIG);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  (void)std::signal(SIGXFSZ, handler);
  EXPECT_EQ(std::filesystem::file_size(Path()), size + 20);
  // Another process's writer, which knows nothing of what happened to this one.
  auto other = Writer::Open(Path());
  EXPECT_TRUE(other->Write(Note("after")));
  EXPECT_TRUE(writer->Write(Note("and on")));
  EXPECT_EQ(Details(Path()), (Lines{"first", "<no JSON>", "after", "and on"}));
  EXPECT_EQ(writer->failures(), 2U);
}

TEST_F(WriterTest, A14_RotatesAFullFileAndEveryWriterMoves) {
  constexpr uint64_t kMax = 4096;
  constexpr int kEvents = 400;
  auto one = Writer::Open(Path(), {.max_bytes = kMax, .min_free = 0}).value();
  auto two = Writer::Open(Path(), {.max_bytes = kMax, .min_free = 0}).value();
  auto reader = Reader::Open(Path()).value();
  int read = 0;
  for (int i = 0; i < kEvents; ++i) {
    const base::Wall time = kTime + std::chrono::milliseconds(100) * i;
    ASSERT_TRUE((i % 2 == 0 ? one : two).Write(Note(std::to_string(i), time)));
    if (i % 25 != 24) continue;
    for (;;) {  // over every file
      while (const auto line = reader.Next().value()) ++read;
      if (!reader.Replaced()) break;
      reader = reader.OpenNext().value();
    }
  }
  EXPECT_LE(std::filesystem::file_size(Path()), 2 * kMax);
  for (int n = 1; n <= kKeptFiles; ++n) {
    EXPECT_LE(std::filesystem::file_size(RotatedName(Path(), n)), 2 * kMax) << n;
  }
  EXPECT_FALSE(std::filesystem::exists(RotatedName(Path(), kKeptFiles + 1)));
  EXPECT_EQ(read, kEvents) << "a reader that keeps up misses none";
}

TEST_F(WriterTest, A14_WithoutRoomOnlyHighEventsAreWritten) {
  auto writer = Writer::Open(Path(), {.max_bytes = 1 << 20, .min_free = 0}).value();
  EXPECT_TRUE(writer.Write(Note("fits")));
  // A file that cannot be renamed and has twice its size is the other way to be full.
  std::filesystem::resize_file(Path(), 4 << 20);
  for (int n = 1; n <= kKeptFiles; ++n) std::filesystem::create_directories(RotatedName(Path(), n) + "/in the way");
  const base::Wall later = kTime + std::chrono::seconds(2);
  EXPECT_FALSE(writer.Write(Note("low", later)));
  EXPECT_EQ(writer.failures(), 1U);
  EXPECT_EQ(writer.last_errno(), ENOSPC);
  Event high = Note("high", later);
  high.type = type::kConnectionsShort;
  EXPECT_TRUE(writer.Write(high));
}

TEST_F(WriterTest, A14_GoesOnInTheNewFileAfterARotation) {
  auto writer = Writer::Open(Path());
  ASSERT_TRUE(writer->Write(Note("old")));
  std::filesystem::rename(Path(), Path("events.1"));
  EXPECT_TRUE(writer->Write(Note("still old", kTime + std::chrono::milliseconds(999))));
  EXPECT_TRUE(writer->Write(Note("new", kTime + std::chrono::milliseconds(1000))));
  EXPECT_EQ(Details(Path("events.1")), (Lines{"old", "still old"}));
  EXPECT_EQ(Details(Path()), (Lines{"new"}));
  std::filesystem::remove(Path());
  ASSERT_TRUE(writer->Reopen());
  EXPECT_TRUE(writer->Write(Note("on demand", kTime + std::chrono::milliseconds(1001))));
  EXPECT_EQ(Details(Path()), (Lines{"on demand"}));
}

TEST_F(WriterTest, A14_KeepsTheOldFileWhenThereIsNoNewOne) {
  auto writer = Writer::Open(Path());
  ASSERT_TRUE(writer->Write(Note("one")));
  std::filesystem::rename(Path(), Path("kept"));
  std::filesystem::create_directory(Path());
  EXPECT_FALSE(writer->Reopen());
  EXPECT_TRUE(writer->Write(Note("two", kTime + std::chrono::seconds(5))));
  EXPECT_EQ(Details(Path("kept")), (Lines{"one", "two"}));
}

// As the workers of several gates and the daemon do, each with a descriptor and a clock of its own.
TEST_F(WriterTest, A14_SeveralProcessesRotateOneLogAndLoseNothing) {
  constexpr int kProcesses = 4;
  constexpr int kLines = 500;
  constexpr int kLinesPerSecond = 10;
  constexpr uint64_t kMaxBytes = 96 << 10;
  std::vector<pid_t> children;
  for (int process = 0; process < kProcesses; ++process) {
    const pid_t child = ::fork();
    if (child == 0) {
      auto writer = Writer::Open(Path(), {.max_bytes = kMaxBytes, .min_free = 0});
      bool good = writer.has_value();
      for (int i = 0; good && i < kLines; ++i) {
        const std::string details = std::to_string(process) + ":" + std::to_string(i) + std::string(40, '.');
        good = writer->Write(Note(details, kTime + std::chrono::seconds(i / kLinesPerSecond)));
      }
      ::_exit(good ? 0 : 1);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
  std::vector<std::string> all;
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(Path()).parent_path())) {
    ++files;
    EXPECT_LT(entry.file_size(), 2 * kMaxBytes) << entry.path();
    for (std::string& details : Details(entry.path())) all.push_back(std::move(details));
  }
  EXPECT_GT(files, 1) << "it was rotated";
  EXPECT_LE(files, 1 + kKeptFiles);
  std::ranges::sort(all);
  EXPECT_EQ(std::ranges::adjacent_find(all), all.end()) << "each once";
  EXPECT_EQ(all.size(), static_cast<size_t>(kProcesses * kLines)) << "each there, whole";
}

TEST_F(WriterTest, A14_AnUnusablePathIsAnError) {
  const auto refused = Writer::Open(Path("no/such/folder"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().where, Path("no/such/folder"));
}

TEST_F(WriterTest, A14_ReaderGoesOnWhereItWas) {
  auto writer = Writer::Open(Path());
  ASSERT_TRUE(writer->Write(Note("one")));
  auto reader = Reader::Open(Path());
  ASSERT_TRUE(reader);
  EXPECT_TRUE(reader->Next().value());
  EXPECT_FALSE(reader->Next().value());
  {
    std::ofstream(Path(), std::ios::app) << "{\"half\":";
  }
  EXPECT_FALSE(reader->Next().value()) << "half a line is not handed out";
  const uint64_t offset = reader->offset();
  {
    std::ofstream(Path(), std::ios::app) << "1}\n\n\n{\"next\":1}\n";
  }
  EXPECT_EQ(reader->Next().value()->text, "{\"half\":1}");
  EXPECT_EQ(reader->Next().value()->text, "{\"next\":1}");
  auto resumed = Reader::Open(Path(), offset);
  EXPECT_EQ(resumed->Next().value()->text, "{\"half\":1}");
  EXPECT_FALSE(reader->Replaced());
  std::filesystem::rename(Path(), Path("old"));
  EXPECT_TRUE(reader->Replaced());
  auto past = Reader::Open(Path("old"), 1 << 20);
  EXPECT_EQ(past->offset(), 0U);
}

TEST_F(WriterTest, A14_ReaderHandsOutTheBeginningOfALineThatIsTooLong) {
  {
    std::ofstream out(Path());
    out << std::string(300'000, 'x') << "\n" << std::string(5000, 'y') << "\nshort\n" << std::string(9000, 'z');
  }
  auto reader = Reader::Open(Path());
  for (const char c : {'x', 'y'}) {
    const auto line = reader->Next().value();
    ASSERT_TRUE(line);
    EXPECT_TRUE(line->too_long);
    EXPECT_EQ(line->text, std::string(kMaxLineBytes, c));
  }
  EXPECT_EQ(reader->Next().value()->text, "short");
  EXPECT_TRUE(reader->Next().value()->too_long);
  EXPECT_FALSE(reader->Next().value());
  {
    std::ofstream(Path(), std::ios::app) << "zzz\nlast\n";
  }
  EXPECT_EQ(reader->Next().value()->text, "last");
  EXPECT_EQ(reader->offset(), std::filesystem::file_size(Path()));
}

}  // namespace
}  // namespace gatehouse::events
