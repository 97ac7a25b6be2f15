#include "control/watch/audit_log.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <random>

#include "base/descriptor.h"
#include "base/file.h"
#include "base/testing_folder.h"
#include "events/bounds.h"

namespace gatehouse::watch {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using ::testing::HasSubstr;

class AuditLogTest : public ::testing::Test {
 protected:
  AuditLogTest() { Append(""); }
  std::string Log() const { return folder_.At("events.jsonl"); }
  events::AuditFolder Folder() const { return events::AuditFolder(folder_.At("audit")); }
  void Append(const std::string& text) const { std::ofstream(Log(), std::ios::app) << text; }
  void Rotate() const {
    for (int n = events::kKeptFiles - 1; n >= 1; --n) {
      std::error_code ignored;
      std::filesystem::rename(events::RotatedName(Log(), n), events::RotatedName(Log(), n + 1), ignored);
    }
    std::filesystem::rename(Log(), events::RotatedName(Log(), 1));
    Append("");
  }
  void Start() {
    audit_.reset();
    auto opened = AuditLog::Open(Folder().path(), Log(), key_);
    ASSERT_TRUE(opened) << opened.error().Text();
    audit_.emplace(std::move(*opened));
  }
  void Step(int times = 4) {
    for (int i = 0; i < times; ++i) {
      const auto stepped = audit_->Step({.wall = wall_, .steady = steady_});
      ASSERT_TRUE(stepped) << stepped.error().Text();
      wall_ += seconds(1);
      steady_ += seconds(1);
    }
  }
  // "ok", or the first thing that is broken, without the folder.
  std::string Verdict() const {
    const auto report = events::CheckAudit(Folder(), Log(), key_.Public());
    if (!report) return report.error().Text();
    if (report->broken.empty()) return "ok";
    std::string text = report->broken.front().Text();
    if (text.starts_with(folder_.path())) text.erase(0, folder_.path().size() + 1);
    return text;
  }
  static void Edit(const std::string& path, const std::string& from, const std::string& to) {
    std::string text = base::ReadFile(path).value();
    const size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << path;
    text.replace(at, from.size(), to);
    std::ofstream(path, std::ios::trunc) << text;  // the same inode, as an editor in place
  }

  base::testing::Folder folder_;
  crypto::PrivateKey key_ = crypto::PrivateKey::Generate(crypto::Algorithm::kEdDsa).value();
  std::optional<AuditLog> audit_;
  base::Wall wall_{seconds(1'700'000'000)};
  base::Steady steady_{seconds(100)};
};

TEST_F(AuditLogTest, A16_ASegmentIsNotClosedBeforeItsLastWriterHasWritten) {
  Append("one\n");
  Start();
  Step();
  const base::Descriptor writer(::open(Log().c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
  ASSERT_EQ(::flock(writer.get(), LOCK_SH), 0);
  Rotate();
  Append("new\n");
  Step();
  EXPECT_TRUE(Folder().Segments().empty()) << "four seconds later";
  ASSERT_TRUE(base::WriteAll(writer.get(), "late\n"));
  ASSERT_EQ(::flock(writer.get(), LOCK_UN), 0);
  Step();
  ASSERT_EQ(Folder().Segments().size(), 1U);
  EXPECT_EQ(base::ReadFile(Folder().SegmentLines(1)).value(), "one\nlate\n");
  EXPECT_EQ(Verdict(), "ok");
}

TEST_F(AuditLogTest, A16_TheOpenSegmentIsSealedWhileItRuns) {
  Append("one\n");
  Start();
  Append("two\nthree\n");
  Step();
  EXPECT_EQ(Verdict(), "ok");
  Append("four\nhalf");
  EXPECT_EQ(Verdict(), "ok") << "not sealed yet";
  Edit(Log(), "two", "2wo");
  EXPECT_EQ(Verdict(), "events.jsonl:2: this line was changed");
  Edit(Log(), "2wo", "two");
  EXPECT_EQ(Verdict(), "ok");
  Edit(Log(), "two\n", "");
  EXPECT_EQ(Verdict(), "events.jsonl:2: a line that stood here was removed");
  Edit(Log(), "one\n", "one\ntwo\nforged\n");
  EXPECT_EQ(Verdict(), "events.jsonl:3: this line was inserted");
}

TEST_F(AuditLogTest, A16_ClosedSegmentsAreKeptChainedAndSigned) {
  Start();
  for (const char* word : {"a", "b", "c", "d", "e", "f"}) {
    Append(std::string(word) + "1\n" + word + "2\n" + word + "3\n");
    Step(2);
    Rotate();
    Step();
  }
  EXPECT_EQ(Folder().Segments().size(), 6U) << "more than the log itself keeps";
  EXPECT_EQ(Verdict(), "ok");
  Edit(Folder().SegmentLines(2), "b2", "x2");
  EXPECT_EQ(Verdict(), "audit/000002.jsonl:2: this line was changed");
  Edit(Folder().SegmentLines(2), "x2", "b2");
  Edit(Folder().SegmentLines(3), "c3\n", "c3\nc4\n");
  EXPECT_EQ(Verdict(), "audit/000003.jsonl:4: this line was inserted");
  Edit(Folder().SegmentLines(3), "c4\n", "");
  Edit(Folder().SegmentSeal(4), "L ", "L 0");
  EXPECT_THAT(Verdict(), HasSubstr("The seal itself was changed"));
}

TEST_F(AuditLogTest, A16_WhoReplacesLinesAndSealNeedsTheKey) {
  Start();
  Append("one\n");
  Step(2);
  Rotate();
  Step();
  const crypto::PrivateKey own = crypto::PrivateKey::Generate(crypto::Algorithm::kEdDsa).value();
  events::SealHead head{.segment = 1, .inode = "0:0", .previous = {}};
  events::SealChain chain(head);
  const auto line = events::SealLine("forged\n");
  chain.Add(line);
  std::ofstream(Folder().SegmentLines(1), std::ios::trunc) << "forged\n";
  std::ofstream(Folder().SegmentSeal(1), std::ios::trunc)
      << events::HeadRecord(head) << events::LineRecord(line)
      << events::SignatureRecord(head, chain, true, wall_, own).value();
  EXPECT_THAT(Verdict(), HasSubstr("audit/000001.seal: The seal itself was changed"));
}

TEST_F(AuditLogTest, A16_ASegmentThatIsGoneIsMissed) {
  Start();
  for (int i = 0; i < 3; ++i) {
    Append("line\n");
    Step(2);
    Rotate();
    Step();
  }
  std::filesystem::remove(Folder().SegmentSeal(2));
  std::filesystem::remove(Folder().SegmentLines(2));
  EXPECT_THAT(Verdict(), HasSubstr("audit/000002.seal: a segment was removed"));
}

TEST_F(AuditLogTest, A16_RetentionRemovesTheOldestAndIsNoTampering) {
  Start();
  for (int i = 0; i < 4; ++i) {
    Append(std::string(1000, 'x') + "\n");
    Step(2);
    Rotate();
    Step();
  }
  ASSERT_TRUE(audit_->Retain(std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now()),
                             hours(24), 3000));
  EXPECT_EQ(Folder().Segments(), (std::vector<uint64_t>{3, 4}));
  EXPECT_EQ(Verdict(), "ok");
  ASSERT_TRUE(audit_->Retain(
      std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now()) + hours(25), hours(24),
      1 << 20));
  EXPECT_TRUE(Folder().Segments().empty());
  EXPECT_EQ(Verdict(), "ok");
  std::ofstream(Folder().First(), std::ios::trunc) << "9 forged\n";
  EXPECT_THAT(Verdict(), HasSubstr("not that of the audit key"));
}

TEST_F(AuditLogTest, A16_GoesOnWhereItEndedHoweverItEnded) {
  std::mt19937 random(7);
  Start();
  for (int round = 0; round < 60; ++round) {
    for (auto i = random() % 5; i > 0; --i) Append("line " + std::to_string(random()) + "\n");
    if (random() % 2 == 0) Step(1);
    if (random() % 5 == 0) Rotate(), Step();
    if (random() % 4 == 0) {
      // A crash in the middle of a record.
      if (random() % 2 == 0) std::ofstream(Folder().OpenSeal(), std::ios::app) << "L 0123";
      Start();
      EXPECT_EQ(audit_->broken(), std::nullopt);
    }
  }
  Step();
  EXPECT_EQ(Verdict(), "ok");
}

TEST_F(AuditLogTest, A16_WhatWasChangedWhileTheDaemonWasDownIsToldAtItsStart) {
  Start();
  Append("one\ntwo\nthree\n");
  Step();
  Edit(Log(), "two", "2wo");
  Start();
  ASSERT_TRUE(audit_->broken());
  EXPECT_THAT(*audit_->broken(), HasSubstr("events.jsonl:2: changed"));
  Append("four\n");
  Step();
  EXPECT_EQ(Verdict(), "events.jsonl:2: this line was changed") << "it is not sealed over";
}

TEST_F(AuditLogTest, A16_ASealThatWasChangedWhileTheDaemonWasDownIsKeptAndTold) {
  Start();
  Append("one\n");
  Step();
  Edit(Folder().OpenSeal(), "L ", "L 0");
  Start();
  ASSERT_TRUE(audit_->broken());
  EXPECT_THAT(*audit_->broken(), HasSubstr("The seal itself was changed"));
  Step();
  EXPECT_THAT(Verdict(), HasSubstr("audit/000001.seal: The seal itself was changed"));
}

}  // namespace
}  // namespace gatehouse::watch
