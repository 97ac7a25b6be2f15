#include "nginx/live_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/file.h"

namespace gatehouse::nginx {
namespace {

int64_t Nanoseconds(const timespec& time) { return time.tv_sec * 1'000'000'000 + time.tv_nsec; }

}  // namespace

LiveFiles::LiveFiles(const gate::Policy& policy, gate::TrustedIssuers issuers)
    : policy_(policy), issuers_(std::move(issuers)) {
  for (const std::string& path : KeyFiles()) {
    if (auto text = base::ReadFile(path)) good_[path] = *std::move(text);
  }
}

void LiveFiles::KeepFolderOpen() {
  if (!policy_.control || folder_.open()) return;
  folder_ = base::Descriptor(open(policy_.control->PublicFolder().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
}

// The path of a daemon's file through the folder that was kept open, if this process cannot use the plain path.
std::string LiveFiles::Reachable(const std::string& path) const {
  if (!folder_.open() || access(path.c_str(), R_OK) == 0 || errno != EACCES) return path;
  const std::string folder = policy_.control->PublicFolder() + "/";
  if (!path.starts_with(folder)) return path;
  return "/proc/self/fd/" + std::to_string(folder_.get()) + "/" + path.substr(folder.size());
}

LiveFiles::Stamp LiveFiles::StampOf(const std::string& path) const {
  struct stat found{};
  if (stat(Reachable(path).c_str(), &found) != 0) return {};
  return {.modified = Nanoseconds(found.st_mtim),
          .changed = Nanoseconds(found.st_ctim),
          .size = found.st_size,
          .inode = found.st_ino};
}

std::vector<std::string> LiveFiles::KeyFiles() const {
  std::vector<std::string> files;
  for (const auto& sources : policy_.key_sources) {
    for (const auto& source : sources) files.push_back(source.path);
  }
  if (policy_.control && policy_.control->people) files.push_back(policy_.control->SessionKeysFile());
  return files;
}

std::vector<LiveFiles::Stamp> LiveFiles::Stamps() const {
  std::vector<Stamp> stamps;
  for (const std::string& path : KeyFiles()) stamps.push_back(StampOf(path));
  if (policy_.control && policy_.control->registry) stamps.push_back(StampOf(policy_.control->DirectoryFile()));
  return stamps;
}

void LiveFiles::Tell(News& news, const base::Error& error) {
  std::string text = error.Text();
  if (std::ranges::find(told_, text) != told_.end()) return;
  told_.push_back(std::move(text));
  news.errors.push_back(error);
}

void LiveFiles::TellNotes(News& news, const std::vector<base::Error>& notes) {
  constexpr size_t kMaxToldNotes = 64;
  for (const base::Error& note : notes) {
    std::string text = note.Text();
    if (told_notes_.size() == kMaxToldNotes || std::ranges::find(told_notes_, text) != told_notes_.end()) continue;
    told_notes_.push_back(std::move(text));
    news.notes.push_back(note);
  }
}

bool LiveFiles::IsManaged(const std::string& path) const {
  return policy_.control && path.starts_with(policy_.control->PublicFolder() + "/");
}

base::Result<std::string> LiveFiles::ReadKeyFile(const std::string& path, bool careful, bool& whole, News& news) {
  auto text = base::ReadFile(Reachable(path));
  if (text && (!careful || jose::JwkSet::Parse(*text))) return text;
  if (!text && IsManaged(path)) {
    if (StampOf(path) == Stamp{}) return text;  // missing: LoadIssuers handles that
    Tell(news, text.error());
    whole = false;
  } else if (!careful) {
    return text;  // LoadIssuers reports the error
  }
  const auto last = good_.find(path);
  return last == good_.end() ? text : last->second;
}

// Reads all files. If one is invalid, its last valid text is used: one issuer's invalid file does not affect the
// others.
bool LiveFiles::ReadKeys(News& news) {
  std::map<std::string, std::string> texts;
  bool whole = true;
  const auto load = [&](bool careful) {
    return gate::LoadIssuers(policy_, [&, careful](const std::string& path) {
      auto text = ReadKeyFile(path, careful, whole, news);
      if (text) texts[path] = *text;
      return text;
    });
  };
  auto issuers = load(false);
  if (!issuers) {
    whole = false;
    for (const base::Error& error : issuers.error()) Tell(news, error);
    issuers = load(true);
  }
  if (!issuers) return false;
  TellNotes(news, issuers->notes);
  good_ = std::move(texts);
  if (issuers->generation == issuers_.generation) return whole;
  issuers_ = *std::move(issuers);
  news.keys = true;
  return whole;
}

bool LiveFiles::ReadDirectory(News& news) {
  if (!policy_.control || !policy_.control->registry) return true;
  const std::string path = policy_.control->DirectoryFile();
  // A file that was never written means that there are no droplets. A file that existed before must not be missing.
  if (StampOf(path) == Stamp{} && directory_ == gate::Directory{}) return true;
  const auto text = base::ReadFile(Reachable(path), kMaxDirectoryBytes);
  auto directory = text ? gate::ReadDirectory(*text) : std::unexpected(text.error());
  if (!directory) {
    base::Error error = directory.error();
    error.what = "The directory of droplets is not usable: " + error.what;
    if (text) error.where = path + ": " + error.where;
    Tell(news, error);
    return false;
  }
  if (*directory == directory_) return true;
  directory_ = *std::move(directory);
  news.directory = true;
  return true;
}

LiveFiles::News LiveFiles::ReadAll(uint64_t generation, std::vector<Stamp> stamps, base::Steady now) {
  News news;
  if (stamps != stamps_ || !failed_) {
    told_.clear();
    pause_ = kRetry;
  }
  stamps_ = std::move(stamps);
  read_ = true;
  const bool keys = ReadKeys(news);
  const bool directory = ReadDirectory(news);
  failed_ = !keys || !directory;
  if (failed_) {
    failed_generation_ = generation;
    retry_ = now + pause_;
    pause_ = std::min(2 * pause_, kLastRetry);
  } else {
    generation_ = generation;
  }
  return news;
}

LiveFiles::News LiveFiles::CatchUp(uint64_t generation, base::Steady now) {
  if (!Behind(generation) || !WouldTry(generation, now)) return {};
  return ReadAll(generation, Stamps(), now);
}

LiveFiles::News LiveFiles::Look(uint64_t generation, base::Steady now) {
  std::vector<Stamp> stamps = Stamps();
  if (!Behind(generation) && !failed_ && read_ && stamps == stamps_) return {};
  return ReadAll(generation, std::move(stamps), now);
}

LiveFiles::News LiveFiles::LookForKey(uint64_t generation, base::Steady now) {
  if (now < looked_) return {};
  looked_ = now + kLookForKey;
  return Look(generation, now);
}

}  // namespace gatehouse::nginx
