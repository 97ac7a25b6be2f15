#include "patterns/cache.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/descriptor.h"
#include "base/file.h"

namespace gatehouse::patterns {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMagic = "gatehouse patterns 2\n";  // the number is the format's version
constexpr size_t kDigestBytes = 16;
constexpr size_t kMaxCacheBytes = 64 << 20;
constexpr time_t kDaySeconds = 24 * 3600;
constexpr time_t kMaxUnusedSeconds = kMaxUnusedDays * kDaySeconds;

// Against damage, not against people: only its owner can write a file that is read here. SHA-256 would be half of what
// it costs to start from the file.
std::string Digest(std::string_view bytes) {
  XXH128_canonical_t digest;
  XXH128_canonicalFromHash(&digest, XXH3_128bits(bytes.data(), bytes.size()));
  return {reinterpret_cast<const char*>(digest.digest), sizeof digest.digest};
}

// Appends a text with its length, so that two lists never give the same key.
void AppendTo(std::string& key, std::string_view text) {
  key.append(std::to_string(text.size())).append(1, ':').append(text);
}

// The digest of everything that the compiled bytes depend on.
std::string KeyOf(std::span<const Expression> expressions, Mode mode) {
  std::string key(kMagic);
  AppendTo(key, Platform());
  AppendTo(key, mode == Mode::kBlock ? "block" : "stream");
  for (const Expression& expression : expressions) {
    AppendTo(key, std::to_string(expression.id));
    AppendTo(key, std::to_string(expression.flags));
    AppendTo(key, expression.regex);
  }
  return Digest(key);
}

// Owned by this user and not writable by others.
bool IsOurs(const struct stat& status) { return status.st_uid == geteuid() && (status.st_mode & 022) == 0; }

// The file's content after the magic, the key and the payload's digest.
struct Payload {
  std::string file;
  bool is_first_use_today = false;
  size_t from = 0;
  [[nodiscard]] std::string_view bytes() const { return std::string_view(file).substr(from); }
};
// Empty if anything differs from what we wrote.
std::optional<Payload> ReadPayload(const std::string& path, std::string_view key) {
  const base::Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!file.open()) return {};
  struct stat status{};
  std::string bytes;
  if (fstat(file.get(), &status) == 0 && S_ISREG(status.st_mode) && IsOurs(status) &&
      static_cast<size_t>(status.st_size) <= kMaxCacheBytes) {
    bytes.resize_and_overwrite(static_cast<size_t>(status.st_size), [&file](char* out, size_t size) {
      size_t got = 0;
      while (got < size) {
        const ssize_t more = read(file.get(), out + got, size - got);
        if (more <= 0) break;
        got += static_cast<size_t>(more);
      }
      return got;
    });
  }
  const std::string head = std::string(kMagic).append(key);
  if (!bytes.starts_with(head) || bytes.size() < head.size() + kDigestBytes) return {};
  const std::string_view payload = std::string_view(bytes).substr(head.size() + kDigestBytes);
  if (Digest(payload) != std::string_view(bytes).substr(head.size(), kDigestBytes)) return {};
  const size_t from = bytes.size() - payload.size();
  // The time of the last use, to the day, so that most starts write nothing.
  const bool is_first_use_today = time(nullptr) - status.st_mtime > kDaySeconds;
  if (is_first_use_today) futimens(file.get(), nullptr);
  return Payload{.file = std::move(bytes), .is_first_use_today = is_first_use_today, .from = from};
}

bool FolderIsOurs(const std::string& folder) {
  struct stat status{};
  return !folder.empty() && stat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && IsOurs(status);
}

// The kind in the name of a cache file: NAME of NAME-HASH.db; empty if it is not such a name.
std::string_view KindOf(std::string_view file) {
  constexpr size_t kHashDigits = 32;
  constexpr std::string_view kEnd = ".db";
  if (!file.ends_with(kEnd)) return {};
  file.remove_suffix(kEnd.size());
  if (file.size() < kHashDigits + 2) return {};
  const std::string_view hash = file.substr(file.size() - kHashDigits);
  file.remove_suffix(kHashDigits);
  if (!file.ends_with('-') || hash.find_first_not_of("0123456789abcdef") != std::string_view::npos) return {};
  file.remove_suffix(1);
  return file;
}

// Deletes files that were not used for a long time, and the longest unused of a kind that has too many. Several
// versions of the program may use the folder at once. `kept` is the name of the file in use.
void Prune(const std::string& folder, std::string_view kept) {
  struct File {
    std::string name;
    time_t used = 0;
  };
  std::map<std::string, std::vector<File>, std::less<>> kinds;
  const base::Descriptor opened(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.open()) return;
  std::error_code ignored;
  for (fs::directory_iterator entry(folder, ignored), end; !ignored && entry != end; entry.increment(ignored)) {
    std::string name = entry->path().filename().string();
    const std::string_view kind = KindOf(name);
    struct stat status{};
    if (kind.empty() || name == kept || fstatat(opened.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0 ||
        !S_ISREG(status.st_mode)) {
      continue;
    }
    kinds[std::string(kind)].push_back({std::move(name), status.st_mtime});
  }
  const time_t now = time(nullptr);
  for (auto& [kind, files] : kinds) {
    std::ranges::sort(files, std::ranges::greater(), &File::used);
    const size_t most = kMaxFilesOfAKind - (kind == KindOf(kept) ? 1 : 0);
    for (size_t i = 0; i < files.size(); ++i) {
      if (i >= most || now - files[i].used > kMaxUnusedSeconds) unlinkat(opened.get(), files[i].name.c_str(), 0);
    }
  }
}

}  // namespace

base::Result<Database> CompileCached(std::span<const Expression> expressions, Mode mode, const std::string& folder,
                                     const std::string& name) {
  if (!FolderIsOurs(folder)) return Database::Compile(expressions, mode);
  const std::string key = KeyOf(expressions, mode);
  const std::string file_name = name + "-" + base::HexEncode(key) + ".db";
  const std::string path = folder + "/" + file_name;
  if (const auto payload = ReadPayload(path, key)) {
    if (payload->is_first_use_today) Prune(folder, file_name);
    if (auto database = Database::FromBytes(payload->bytes(), mode)) return database;
  }
  auto compiled = Database::Compile(expressions, mode);
  if (!compiled) return compiled;
  if (const auto payload = compiled->Bytes(); payload && payload->size() < kMaxCacheBytes / 2) {
    // If the cache cannot be written, it is only slower.
    if (base::WriteFile(path, std::string(kMagic) + key + Digest(*payload) + *payload, 0600)) {
      Prune(folder, file_name);
    }
  }
  return compiled;
}

std::string UserCacheFolder() {
  const char* const cache = std::getenv("XDG_CACHE_HOME");
  const char* const home = std::getenv("HOME");
  std::string folder;
  if (cache != nullptr && *cache == '/') {  // XDG: relative paths are ignored
    folder = cache;
  } else if (home != nullptr && *home == '/') {
    folder = std::string(home) + "/.cache";
  } else {
    return {};
  }
  std::error_code ignored;
  fs::create_directories(folder, ignored);
  folder += "/gatehouse";
  mkdir(folder.c_str(), 0700);
  return FolderIsOurs(folder) ? folder : std::string();
}

}  // namespace gatehouse::patterns
