#include "dotenv/passphrase.h"

#include <fcntl.h>
#include <string.h>  // explicit_bzero
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <string>
#include <utility>

#include "base/descriptor.h"
#include "base/lines.h"
#include "base/number.h"

namespace gatehouse::dotenv {
namespace {

constexpr const char* kFileVariable = "GATEHOUSE_PASSPHRASE_FILE";
constexpr const char* kDescriptorVariable = "GATEHOUSE_PASSPHRASE_FD";
constexpr size_t kMostBytes = 1024;

using Given = base::Result<std::optional<base::SecretString>>;

// Mounted for this container only, usually readable by everybody in it.
bool IsMounted(std::string_view path) {
  return path.starts_with("/run/secrets/") || path.starts_with("/var/run/secrets/");
}

Given ReadLine(int fd, const std::string& where) {
  std::array<char, kMostBytes> bytes{};
  size_t size = 0;
  while (size < bytes.size()) {
    const ssize_t got = read(fd, bytes.data() + size, bytes.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return base::SystemFail("The passphrase cannot be read", where);
    if (got == 0) break;
    size += static_cast<size_t>(got);
  }
  std::string_view text(bytes.data(), size);
  base::SecretString passphrase{std::string(base::TakeLine(text))};
  explicit_bzero(bytes.data(), bytes.size());
  if (size == kMostBytes && passphrase.Reveal().size() == kMostBytes) {
    return base::Fail("The passphrase is too long", where, "its first line counts, of at most 1023 bytes");
  }
  if (passphrase.empty()) return base::Fail("The passphrase is empty", where, "write it into the first line");
  return passphrase;
}

Given FromFile(const std::string& path) {
  const std::string where = std::string(kFileVariable) + " (" + path + ")";
  const base::Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (!file.open()) {
    return base::SystemFail("The file with the passphrase cannot be opened", where,
                            "check the path, and that this user may read it");
  }
  struct stat status{};
  if (fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return base::Fail("The file with the passphrase is not a regular file", where,
                      "use GATEHOUSE_PASSPHRASE_FD for a pipe");
  }
  if ((status.st_mode & 0004) != 0 && !IsMounted(path)) {
    return base::Fail("The file with the passphrase can be read by everybody on this machine", where,
                      "chmod 600 FILE, and think of another passphrase");
  }
  return ReadLine(file.get(), where);
}

Given FromDescriptor(std::string_view text) {
  const int fd = base::ParseNumber<int>(text).value_or(-1);
  if (fd < 0 || fcntl(fd, F_GETFD) < 0) {
    return base::Fail("There is no such open descriptor", kDescriptorVariable,
                      "GATEHOUSE_PASSPHRASE_FD=3 gatehouse … 3< FILE");
  }
  const base::Descriptor taken(fd);  // programs that we start must not inherit it
  return ReadLine(taken.get(), kDescriptorVariable);
}

Given Read() {
  const char* const file = std::getenv(kFileVariable);
  const char* const descriptor = std::getenv(kDescriptorVariable);
  const bool has_file = file != nullptr && *file != '\0';
  const bool has_descriptor = descriptor != nullptr && *descriptor != '\0';
  if (has_file && has_descriptor) {
    return base::Fail("Both GATEHOUSE_PASSPHRASE_FILE and GATEHOUSE_PASSPHRASE_FD are set", {}, "set one of them");
  }
  if (has_file) return FromFile(file);
  if (has_descriptor) return FromDescriptor(descriptor);
  return std::nullopt;
}

}  // namespace

Given GivenPassphrase() {
  static const Given given = Read();
  if (!given) return std::unexpected(given.error());
  if (!*given) return std::nullopt;
  return (*given)->Copy();
}

}  // namespace gatehouse::dotenv
