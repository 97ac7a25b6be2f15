#include "base/descriptor.h"

#include <unistd.h>

#include <algorithm>
#include <system_error>

namespace gatehouse::base {
namespace {

constexpr size_t kReadStep = 64 << 10;

}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this == &other) return *this;
  Close();
  fd_ = other.Release();
  return *this;
}

void Descriptor::Close() noexcept {
  if (fd_ < 0) return;
  const int error = errno;
  close(Release());
  errno = error;
}

bool WriteAll(int fd, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    content.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

Result<std::string> ReadAll(int fd, const std::string& where, size_t max_bytes) {
  std::string content;
  while (true) {
    const size_t before = content.size();
    // One byte more than allowed distinguishes a file that is too large from one that just fits.
    const size_t step = std::min(kReadStep, max_bytes + 1 - before);
    content.resize(before + step);
    const ssize_t got = read(fd, content.data() + before, step);
    const int error = errno;
    content.resize(before + (got > 0 ? static_cast<size_t>(got) : 0));
    if (got < 0 && error == EINTR) continue;
    if (got < 0) return SystemFail("Cannot be read", where, {}, error);
    if (got == 0) return content;
    if (content.size() > max_bytes) {
      return Fail("The file is too large", where, "the limit is " + std::to_string(max_bytes) + " bytes");
    }
  }
}

Result<std::string> ReadStdin(size_t max_bytes) { return ReadAll(STDIN_FILENO, "stdin", max_bytes); }

std::string SystemText(int error) { return std::generic_category().message(error); }

std::unexpected<Error> SystemFail(std::string_view what, std::string where, std::string fix, int error) {
  return Fail(std::string(what) + ": " + SystemText(error), std::move(where), std::move(fix));
}

}  // namespace gatehouse::base
