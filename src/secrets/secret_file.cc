#include "secrets/secret_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "base/descriptor.h"
#include "secrets/answer.h"

namespace gatehouse::secrets {
namespace {

std::unexpected<ProviderError> Unreadable(const std::string& path, int error) {
  if (error == ENOENT || error == ENOTDIR) {
    return Refuse(Fault::kAbsent, "There is no such file", path, "check the path, and that it is mounted");
  }
  if (error == EACCES || error == EPERM) {
    return Refuse(Fault::kDenied, "The file may not be read", path, "let this user read it");
  }
  return Refuse(Fault::kUnreachable, "The file cannot be read", path);
}

std::string VersionOf(const struct stat& facts) {
  return std::to_string(facts.st_ino) + "-" + std::to_string(facts.st_size) + "-" +
         std::to_string(facts.st_mtim.tv_sec) + "." + std::to_string(facts.st_mtim.tv_nsec);
}

}  // namespace

std::expected<Fetched, ProviderError> ReadSecretFile(const std::string& path) {
  const base::Descriptor file(
      open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));  // opening a pipe must not block
  struct stat facts{};
  if (file.get() < 0 || fstat(file.get(), &facts) != 0) return Unreadable(path, errno);
  if (!S_ISREG(facts.st_mode)) {
    return Refuse(Fault::kMisused, "This is not a regular file", path, "name a file");
  }
  if (facts.st_size > static_cast<off_t>(kMaxSecretBytes) + 1) {
    return Refuse(Fault::kMalformed, "The secret is larger than 1 MiB", path, "store something smaller");
  }
  std::string content;
  content.resize(static_cast<size_t>(facts.st_size) + 1);  // one more byte, to see whether it ends there
  size_t size = 0;
  while (size < content.size()) {
    const ssize_t got = read(file.get(), content.data() + size, content.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Unreadable(path, errno);
    if (got == 0) break;
    size += static_cast<size_t>(got);
  }
  if (size == content.size()) {
    base::Wipe(content);
    return Refuse(Fault::kMalformed, "The file changes while it is read", path, "replace it by a rename");
  }
  if (size > 0 && content[size - 1] == '\n') {
    --size;
    if (size > 0 && content[size - 1] == '\r') --size;  // written on Windows
  }
  content.resize(size);
  const base::Wall changed{std::chrono::seconds(facts.st_mtim.tv_sec) +
                           std::chrono::milliseconds(facts.st_mtim.tv_nsec / 1'000'000)};
  return Fetched{base::SecretString(std::move(content)), VersionOf(facts), changed, {}};
}

}  // namespace gatehouse::secrets
