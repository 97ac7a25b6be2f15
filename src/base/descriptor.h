// An open file that is closed together with its owner, and reading and writing whole content. The only class of this
// kind: other rooms use it. Shown by descriptor_test.cc.
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
  explicit Descriptor(int fd = -1) : fd_(fd) {}  // the result of open() and similar calls: negative if it failed
  ~Descriptor() { Close(); }
  Descriptor(Descriptor&& other) noexcept : fd_(other.Release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept;

  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool open() const { return fd_ >= 0; }
  // Gives up ownership: the caller must close the descriptor.
  [[nodiscard]] int Release() { return std::exchange(fd_, -1); }
  void Close() noexcept;  // keeps errno

 private:
  int fd_;
};

// Writes all of `content`, also after interruptions and short writes; false, with errno, on failure.
[[nodiscard]] bool WriteAll(int fd, std::string_view content);

// Reads the rest of the file. An Error if that fails or exceeds `max_bytes`; `where` is the name used in the Error.
[[nodiscard]] Result<std::string> ReadAll(int fd, const std::string& where, size_t max_bytes);
[[nodiscard]] Result<std::string> ReadStdin(size_t max_bytes);

// "No such file or directory"
[[nodiscard]] std::string SystemText(int error);
// An Error of a system call: "`what`: No such file or directory". Call it before errno can change.
[[nodiscard]] std::unexpected<Error> SystemFail(std::string_view what, std::string where = {}, std::string fix = {},
                                                int error = errno);

}  // namespace gatehouse::base
