#include "control/watch/log_follower.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "events/log_files.h"

namespace gatehouse::watch {

base::Result<LogFollower> LogFollower::Open(const std::string& path, const std::optional<store::WatchPlace>& seen) {
  const std::vector<events::LogFile> files = events::FilesOfLog(path);
  if (files.empty()) return base::Fail("There is no event log yet", path);
  auto reader = events::Reader::Open(files.front().path);
  if (!reader) return std::unexpected(reader.error());
  LogFollower follower(path, std::move(*reader));
  follower.inode_ = files.front().inode;
  follower.fingerprint_ = files.front().fingerprint;
  if (!seen) {
    const events::LogFile& newest = files.back();
    follower.file_ = 1;
    follower.seen_ = {.file = files.size(), .offset = newest.size};
    follower.seen_place_ = {
        .file = files.size(), .inode = newest.inode, .fingerprint = newest.fingerprint, .offset = newest.size};
    return follower;
  }
  const auto same = std::ranges::find_if(files, [&](const events::LogFile& file) {
    return events::IsSameFile(file, seen->inode, seen->fingerprint, seen->offset);
  });
  follower.seen_place_ = *seen;
  if (same == files.end()) {
    follower.gap_ = true;
    follower.file_ = seen->file + 1;
    return follower;
  }
  const auto index = static_cast<uint64_t>(same - files.begin());
  follower.file_ = seen->file - std::min(index, seen->file);
  follower.seen_ = {.file = seen->file, .offset = seen->offset};
  return follower;
}

// The file that came after ours; there may be none yet.
bool LogFollower::Advance() {
  const std::vector<events::LogFile> files = events::FilesOfLog(path_);
  const auto ours = std::ranges::find_if(files, [&](const events::LogFile& file) {
    return events::IsSameFile(file, inode_, fingerprint_, reader_.offset());
  });
  const auto next = ours == files.end() ? files.begin() : ours + 1;
  if (next == files.end()) return false;
  auto reader = events::Reader::Open(next->path);
  if (!reader) return false;
  if (ours == files.end()) gap_ = true;
  reader_ = std::move(*reader);
  inode_ = next->inode;
  fingerprint_ = next->fingerprint;
  ++file_;
  old_.Stays();
  return true;
}

base::Result<std::optional<LogFollower::Line>> LogFollower::Next(base::Steady now) {
  for (;;) {
    auto line = reader_.Next();
    if (!line) return std::unexpected(line.error());
    if (line->has_value()) {
      // Where it begins: too long ones were cut, and nobody goes back to them.
      const uint64_t length = (*line)->text.size() + 1;
      const detect::Position position{.file = file_, .offset = reader_.offset() - std::min(length, reader_.offset())};
      old_.Stays();
      const bool fresh = position >= seen_;
      fresh_ = fresh_ || fresh;
      return Line{.line = **line, .position = position, .fresh = fresh};
    }
    const auto named = events::IdentifyFile(path_);
    const bool replaced = !named || named->inode != inode_ || named->size < reader_.offset();
    if (!replaced) {
      old_.Stays();
      leaving_ = false;
      return std::nullopt;
    }
    // What is older than the newest file is complete already while we catch up; only the last rename may be fresh.
    if (file_ >= seen_.file && !leaving_) {
      if (!old_.MayLeave(reader_.file(), now)) return std::nullopt;
      leaving_ = true;
      continue;  // what came between the last look and the last writer's move
    }
    if (!Advance()) return std::nullopt;
    leaving_ = false;
  }
}

store::WatchPlace LogFollower::place() {
  if (!fresh_) return seen_place_;
  if (fingerprint_.empty()) {
    // Under whichever name it has by now.
    for (const events::LogFile& file : events::FilesOfLog(path_)) {
      if (file.inode == inode_) fingerprint_ = file.fingerprint;
    }
  }
  return {.file = file_, .inode = inode_, .fingerprint = fingerprint_, .offset = reader_.offset()};
}

}  // namespace gatehouse::watch
