#include "events/log_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <utility>

#include "base/bytes.h"
#include "base/crypto.h"
#include "base/descriptor.h"
#include "events/bounds.h"
#include "events/format.h"

namespace gatehouse::events {
namespace {

constexpr size_t kFingerprintBytes = 8;

}  // namespace

std::optional<LogFile> IdentifyFile(const std::string& path) {
  const base::Descriptor opened(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!opened.open()) return std::nullopt;
  struct stat info{};
  std::array<char, kMaxLineBytes> head{};
  const bool regular = ::fstat(opened.get(), &info) == 0 && S_ISREG(info.st_mode);
  const ssize_t got = regular ? ::pread(opened.get(), head.data(), head.size(), 0) : 0;
  if (!regular) return std::nullopt;
  LogFile file{.path = path,
               .inode = fmt::format("{}:{}", info.st_dev, info.st_ino),
               .fingerprint = {},
               .size = static_cast<uint64_t>(info.st_size)};
  const std::string_view seen(head.data(), static_cast<size_t>(got > 0 ? got : 0));
  const size_t end = seen.find('\n');
  if (end != std::string_view::npos || seen.size() == head.size()) {
    const auto digest = crypto::Sha256(seen.substr(0, end));
    file.fingerprint = base::HexEncode({reinterpret_cast<const char*>(digest.data()), kFingerprintBytes});
  }
  return file;
}

std::vector<LogFile> FilesOfLog(const std::string& path) {
  std::vector<LogFile> files;
  for (int n = kKeptFiles; n >= 1; --n) {
    if (auto file = IdentifyFile(RotatedName(path, n))) files.push_back(std::move(*file));
  }
  if (auto file = IdentifyFile(path)) files.push_back(std::move(*file));
  return files;
}

bool IsSameFile(const LogFile& file, std::string_view inode, std::string_view fingerprint, uint64_t offset) {
  if (file.size < offset) return false;  // it was cut, or is another
  if (fingerprint.empty()) return file.inode == inode;
  return file.fingerprint == fingerprint;
}

}  // namespace gatehouse::events
