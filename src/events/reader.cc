#include "events/reader.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "events/bounds.h"

namespace gatehouse::events {
namespace {

constexpr size_t kChunkBytes = 65'536;

}  // namespace

base::Result<Reader> Reader::Open(const std::string& path, uint64_t offset) {
  Reader reader;
  reader.path_ = path;
  reader.file_ = base::Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat info{};
  if (!reader.file_.open() || ::fstat(reader.file_.get(), &info) != 0) {
    return base::SystemFail("The event log cannot be read", path);
  }
  if (!S_ISREG(info.st_mode)) return base::Fail("The event log is not a regular file", path);
  reader.offset_ = offset <= static_cast<uint64_t>(info.st_size) ? offset : 0;
  return reader;
}

base::Result<std::optional<Reader::Line>> Reader::Next() {
  for (;;) {
    const std::string_view unread = std::string_view(pending_).substr(begin_);
    const size_t end = unread.find('\n');
    if (end != std::string_view::npos) {
      begin_ += end + 1;
      offset_ += end + 1;
      const bool tail = std::exchange(skipping_, false);
      if (tail || end == 0) continue;
      if (end + 1 > kMaxLineBytes) return Line{unread.substr(0, kMaxLineBytes), true};
      return Line{unread.substr(0, end)};
    }
    // A line without an end in sight: its beginning is handed out once, the rest passed over.
    if (unread.size() > kMaxLineBytes) {
      begin_ += unread.size();
      offset_ += unread.size();
      if (!std::exchange(skipping_, true)) return Line{unread.substr(0, kMaxLineBytes), true};
      continue;
    }
    pending_.erase(0, std::exchange(begin_, 0));
    const size_t had = pending_.size();
    pending_.resize(had + kChunkBytes);
    const ssize_t got = ::pread(file_.get(), pending_.data() + had, kChunkBytes, static_cast<off_t>(offset_ + had));
    pending_.resize(had + static_cast<size_t>(got > 0 ? got : 0));
    if (got < 0 && errno != EINTR) return base::SystemFail("The event log cannot be read", path_);
    if (got == 0) return std::nullopt;
  }
}

base::Result<Reader> Reader::OpenNext() const {
  struct stat ours{};
  struct stat named{};
  for (int n = 2; n <= kKeptFiles && ::fstat(file_.get(), &ours) == 0; ++n) {
    if (::stat(RotatedName(path_, n).c_str(), &named) != 0) break;
    if (named.st_dev != ours.st_dev || named.st_ino != ours.st_ino) continue;
    auto next = Open(RotatedName(path_, n - 1));
    if (next) next->path_ = path_;  // Replaced() asks for the name of the log
    return next;
  }
  return Open(path_);
}

bool Reader::Replaced() const {
  struct stat ours{};
  struct stat named{};
  if (::fstat(file_.get(), &ours) != 0 || ::stat(path_.c_str(), &named) != 0) return true;
  return named.st_dev != ours.st_dev || named.st_ino != ours.st_ino || static_cast<uint64_t>(ours.st_size) < offset_;
}

}  // namespace gatehouse::events
