// Reads lines of bounded length from a file descriptor. Lines that are too long are reported too, because commands
// write one verdict per line. Flushes stdout before it waits for input, so that a program that asks line by line gets
// its answers. Tests: line_reader_test.cc.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::cli {

inline constexpr size_t kMaxLineBytes = 8 << 20;  // a UDC message of 1 MB, escaped

class LineReader {
 public:
  explicit LineReader(int fd, size_t max_bytes = kMaxLineBytes) : fd_(fd), max_bytes_(max_bytes) {}

  struct Line {
    std::string_view text;  // without its line break; valid until the next call
    bool too_long = false;  // the rest of it was read and dropped
  };
  // Returns the next line, or nothing at the end. A last line without a line break counts.
  [[nodiscard]] std::optional<Line> Next();

 private:
  bool Fill();

  int fd_;
  size_t max_bytes_;
  std::string line_;
  std::array<char, 65'536> chunk_{};
  std::string_view unread_;
};

}  // namespace gatehouse::cli
