// An open file, closed with the value that owns it, and what is read from and written to one whole. The only class of
// this kind: other rooms take it. Shown by descriptor_test.cc.
#pragma once

#include <sys/types.h>

#include <cerrno>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"

namespace gatehouse::base {

class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}  // what open() and similar calls return: negative if it failed
  ~Descriptor() { Close(); }
  Descriptor(Descriptor&& other) noexcept : fd_(other.Release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept;

  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool open() const { return fd_ >= 0; }
  // Gives it up: from now on the caller closes it.
  [[nodiscard]] int Release() { return std::exchange(fd_, -1); }
  void Close() noexcept;  // errno stays

 private:
  int fd_;
};

// Writes all of it, through interruptions and short writes; false, with errno, where that failed.
[[nodiscard]] bool WriteAll(int fd, std::string_view content);

// All that is left to read. An Error where that fails or is more than `max_bytes`; `where` is what it is called.
[[nodiscard]] Result<std::string> ReadAll(int fd, const std::string& where, size_t max_bytes);
[[nodiscard]] Result<std::string> ReadStdin(size_t max_bytes);

// "No such file or directory"
[[nodiscard]] std::string SystemText(int error);
// An Error of a system call: "`what`: No such file or directory". Call it before anything else can change errno.
[[nodiscard]] std::unexpected<Error> SystemFail(std::string_view what, std::string where = {}, std::string fix = {},
                                                int error = errno);

}  // namespace gatehouse::base
