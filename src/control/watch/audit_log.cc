#include "control/watch/audit_log.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "base/file.h"
#include "events/log_files.h"

namespace gatehouse::watch {
namespace {

constexpr std::chrono::milliseconds kSignInterval{1000};
constexpr size_t kChunkBytes = 1 << 20;
constexpr size_t kMostAStep = size_t{8} << 20;  // bytes of the log

std::string InodeOf(int fd) {
  struct stat info{};
  if (::fstat(fd, &info) != 0) return {};
  return fmt::format("{}:{}", info.st_dev, info.st_ino);
}

// Its first bytes, as many as are sealed. Beside its name first, so that half a copy never stands there.
base::Result<> CopyFile(int from, uint64_t bytes, const std::string& to) {
  const std::string partial = to + ".part";
  base::Descriptor copy(::open(partial.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!copy.open()) return base::SystemFail("Cannot be made", partial);
  std::string chunk(kChunkBytes, '\0');
  bool good = true;
  for (uint64_t at = 0; good && at < bytes;) {
    const ssize_t got = ::pread(from, chunk.data(), std::min(chunk.size(), bytes - at), static_cast<off_t>(at));
    if (got == 0) break;  // it was cut; the seal tells
    good = got > 0 && base::WriteAll(copy.get(), {chunk.data(), static_cast<size_t>(got)});
    at += static_cast<uint64_t>(good ? got : 0);
  }
  good = good && ::fsync(copy.get()) == 0;
  copy.Close();  // errno stays
  if (!good || ::rename(partial.c_str(), to.c_str()) != 0) return base::SystemFail("Cannot be written", partial);
  return {};
}

}  // namespace

AuditLog::AuditLog(std::string folder, std::string log, crypto::PrivateKey key)
    : folder_(std::move(folder)), log_(std::move(log)), key_(std::move(key)) {}

base::Result<AuditLog> AuditLog::Open(const std::string& folder, const std::string& log, crypto::PrivateKey key) {
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return base::SystemFail("Cannot be made", folder);
  AuditLog audit(folder, log, std::move(key));
  if (auto written = base::WriteFile(audit.folder_.PublicKey(), audit.key_.Public().Pem(), 0644); !written) {
    return std::unexpected(written.error());
  }
  std::error_code error;
  if (!std::filesystem::exists(audit.folder_.First(), error)) {
    const auto first = events::FirstRecord(1, audit.key_);
    if (!first) return std::unexpected(first.error());
    if (auto written = base::WriteFile(audit.folder_.First(), *first, 0600); !written) {
      return std::unexpected(written.error());
    }
  }
  if (auto resumed = audit.Resume(); !resumed) return std::unexpected(resumed.error());
  return audit;
}

bool AuditLog::OpenFile(const std::string& path) {
  log_file_ = base::Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  pending_.clear();
  return log_file_.open();
}

base::Result<> AuditLog::Append(const std::string& records) {
  if (!base::WriteAll(seal_file_.get(), records)) return base::SystemFail("Cannot be written", folder_.OpenSeal());
  return {};
}

// A seal over the newest file of the log, from its first line.
base::Result<> AuditLog::Begin(std::string previous, uint64_t segment) {
  if (!OpenFile(log_)) return base::SystemFail("The event log cannot be read", log_);
  head_ = {.segment = segment, .inode = InodeOf(log_file_.get()), .previous = std::move(previous)};
  chain_.emplace(head_);
  seal_file_.Close();
  const std::string path = folder_.OpenSeal();
  if (auto written = base::WriteFile(path, events::HeadRecord(head_), 0600); !written) return written;
  seal_file_ = base::Descriptor(::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW));
  if (!seal_file_.open()) return base::SystemFail("Cannot be written", path);
  unsigned_ = false;
  old_.Stays();
  return {};
}

base::Result<> AuditLog::Resume() {
  const std::string path = folder_.OpenSeal();
  std::error_code error;
  const auto segments = folder_.Segments();
  if (!std::filesystem::exists(path, error)) {
    if (segments.empty()) return Begin({}, 1);
    // It was closed, and renamed, and then the daemon died.
    const auto last = base::ReadFile(folder_.SegmentSeal(segments.back()), events::kMaxSealBytes);
    const auto seal = last ? events::ParseSeal(*last, nullptr) : std::unexpected(last.error());
    if (!seal) broken_ = folder_.SegmentSeal(segments.back()) + ": " + seal.error().what;
    return Begin(seal ? seal->chain : std::string(), segments.back() + 1);
  }
  const auto text = base::ReadFile(path, events::kMaxSealBytes);
  if (!text) return std::unexpected(text.error());
  const auto public_key = key_.Public();
  auto seal = events::ParseSeal(*text, &public_key);
  if (!seal) {
    // Kept for an investigation; the chain starts again and says so.
    broken_ = path + ": " + seal.error().what;
    const uint64_t next = segments.empty() ? 1 : segments.back() + 1;
    if (::rename(path.c_str(), folder_.SegmentSeal(next).c_str()) != 0)
      return base::SystemFail("Cannot be renamed", path);
    return Begin({}, next + 1);
  }
  head_ = seal->head;
  if (seal->closed) {
    if (::rename(path.c_str(), folder_.SegmentSeal(head_.segment).c_str()) != 0) {
      return base::SystemFail("Cannot be renamed", path);
    }
    return Begin(seal->chain, head_.segment + 1);
  }
  chain_.emplace(head_);
  for (const events::SealedLine& line : seal->lines) chain_->Add(line);
  seal_file_ = base::Descriptor(::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW));
  if (!seal_file_.open() || ::ftruncate(seal_file_.get(), static_cast<off_t>(seal->whole_bytes)) != 0) {
    return base::SystemFail("Cannot be written", path);
  }
  unsigned_ = seal->signed_lines < seal->lines.size();
  for (const events::LogFile& file : events::FilesOfLog(log_)) {
    if (file.inode != head_.inode || !OpenFile(file.path)) continue;
    const auto found = events::SealLinesOf(file.path);
    if (!found) return std::unexpected(found.error());
    const auto broken = events::FirstBroken(seal->lines, *found, false);
    if (broken) broken_ = fmt::format("{}:{}: {}", file.path, broken->line, events::Name(broken->how));
    return {};
  }
  if (!seal->lines.empty()) broken_ = log_ + ": the file that was sealed was rotated away, or removed";
  return {};
}

base::Result<bool> AuditLog::SealNew() {
  if (!log_file_.open()) return false;
  std::string records;
  std::string chunk(kChunkBytes, '\0');
  for (size_t done = 0; done < kMostAStep;) {
    const auto at = static_cast<off_t>(chain_->bytes() + pending_.size());
    const ssize_t got = ::pread(log_file_.get(), chunk.data(), chunk.size(), at);
    if (got < 0) return base::SystemFail("The event log cannot be read", log_);
    if (got == 0) break;
    done += static_cast<size_t>(got);
    size_t searched = pending_.size();
    pending_.append(chunk, 0, static_cast<size_t>(got));
    size_t begin = 0;
    for (size_t end = pending_.find('\n', searched); end != std::string::npos; end = pending_.find('\n', begin)) {
      const auto line = events::SealLine(std::string_view(pending_).substr(begin, end + 1 - begin));
      records += events::LineRecord(line);
      chain_->Add(line);
      begin = end + 1;
    }
    pending_.erase(0, begin);
  }
  if (records.empty()) return false;
  if (auto appended = Append(records); !appended) return std::unexpected(appended.error());
  unsigned_ = true;
  return true;
}

base::Result<> AuditLog::Sign(base::Wall now, bool closed) {
  const auto record = events::SignatureRecord(head_, *chain_, closed, now, key_);
  if (!record) return std::unexpected(record.error());
  if (auto appended = Append(*record); !appended) return appended;
  if (::fdatasync(seal_file_.get()) != 0) return base::SystemFail("Cannot be written", folder_.OpenSeal());
  unsigned_ = false;
  return {};
}

base::Result<> AuditLog::Close(base::Wall now) {
  if (log_file_.open()) {
    if (auto copied = CopyFile(log_file_.get(), chain_->bytes(), folder_.SegmentLines(head_.segment)); !copied)
      return copied;
  }
  if (auto sealed = Sign(now, true); !sealed) return sealed;
  if (::rename(folder_.OpenSeal().c_str(), folder_.SegmentSeal(head_.segment).c_str()) != 0) {
    return base::SystemFail("Cannot be renamed", folder_.OpenSeal());
  }
  return Begin(chain_->Text(), head_.segment + 1);
}

bool AuditLog::Replaced() const {
  const auto named = events::IdentifyFile(log_);
  return named && named->inode != head_.inode;
}

base::Result<> AuditLog::Step(base::Now now) {
  auto sealed = SealNew();
  if (!sealed) return std::unexpected(sealed.error());
  if (!Replaced()) {
    old_.Stays();
  } else if (!*sealed && old_.MayLeave(log_file_.get(), now.steady)) {
    sealed = SealNew();  // what came between the last look and the last writer's move
    if (!sealed) return std::unexpected(sealed.error());
    if (!*sealed) return Close(now.wall);
  }
  const bool due = !signed_at_ || now.steady - *signed_at_ >= kSignInterval;
  if (!unsigned_ || !due) return {};
  signed_at_ = now.steady;
  return Sign(now.wall, false);
}

base::Result<> AuditLog::Retain(base::Wall now, std::chrono::seconds kept, uint64_t bytes) {
  std::vector<uint64_t> segments = folder_.Segments();
  const auto size_of = [](const std::string& path) {
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    return error ? uint64_t{0} : static_cast<uint64_t>(size);
  };
  const auto closed_at = [&](uint64_t segment) {
    struct stat info{};
    if (::stat(folder_.SegmentSeal(segment).c_str(), &info) != 0) return now;
    return std::chrono::time_point_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::from_time_t(info.st_mtime));
  };
  uint64_t total = 0;
  for (const uint64_t segment : segments) {
    total += size_of(folder_.SegmentLines(segment)) + size_of(folder_.SegmentSeal(segment));
  }
  for (const uint64_t segment : segments) {
    if (now - closed_at(segment) <= kept && total <= bytes) return {};
    const auto first = events::FirstRecord(segment + 1, key_);
    if (!first) return std::unexpected(first.error());
    if (auto written = base::WriteFile(folder_.First(), *first, 0600); !written) return written;
    total -= size_of(folder_.SegmentLines(segment)) + size_of(folder_.SegmentSeal(segment));
    std::error_code ignored;
    std::filesystem::remove(folder_.SegmentLines(segment), ignored);
    std::filesystem::remove(folder_.SegmentSeal(segment), ignored);
  }
  return {};
}

}  // namespace gatehouse::watch
