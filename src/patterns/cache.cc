#include "patterns/cache.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/bytes.h"
#include "base/descriptor.h"
#include "base/file.h"

namespace gatehouse::patterns {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMagic = "gatehouse patterns 2\n";  // the number is the format's version
constexpr size_t kDigestBytes = 16;
constexpr size_t kMaxCacheBytes = 64 << 20;

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
  return Payload{.file = std::move(bytes), .from = from};
}

bool FolderIsOurs(const std::string& folder) {
  struct stat status{};
  return !folder.empty() && stat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && IsOurs(status);
}

void RemoveOthers(const std::string& folder, const std::string& name, const fs::path& kept) {
  constexpr size_t kHashDigits = 32;
  std::error_code ignored;
  for (fs::directory_iterator entry(folder, ignored), end; !ignored && entry != end; entry.increment(ignored)) {
    const std::string file = entry->path().filename().string();
    const bool same_kind =
        file.starts_with(name + "-") && file.ends_with(".db") && file.size() == name.size() + 1 + kHashDigits + 3;
    std::error_code removing;
    if (same_kind && file != kept.filename()) fs::remove(entry->path(), removing);
  }
}

}  // namespace

base::Result<Database> CompileCached(std::span<const Expression> expressions, Mode mode, const std::string& folder,
                                     const std::string& name) {
  if (!FolderIsOurs(folder)) return Database::Compile(expressions, mode);
  const std::string key = KeyOf(expressions, mode);
  const std::string path = folder + "/" + name + "-" + base::HexEncode(key) + ".db";
  if (const auto payload = ReadPayload(path, key)) {
    if (auto database = Database::FromBytes(payload->bytes(), mode)) return database;
  }
  auto compiled = Database::Compile(expressions, mode);
  if (!compiled) return compiled;
  if (const auto payload = compiled->Bytes(); payload && payload->size() < kMaxCacheBytes / 2) {
    // If the cache cannot be written, it is only slower.
    if (base::WriteFile(path, std::string(kMagic) + key + Digest(*payload) + *payload, 0600)) {
      RemoveOthers(folder, name, path);
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
