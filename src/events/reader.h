// Reads the event log line by line from an offset: what `events tail` and, later, the daemon stand on. Only whole lines
// are handed out; the offset after a line is where to go on after a restart. Shown by reader_test.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/descriptor.h"
#include "base/error.h"
#include "events/format.h"

namespace gatehouse::events {

class Reader {
 public:
  // An offset past the end means the file was cut or replaced: reading starts at 0.
  [[nodiscard]] static base::Result<Reader> Open(const std::string& path, uint64_t offset = 0);

  struct Line {
    std::string_view text;  // without the newline; valid until the next call
    bool too_long = false;  // over kMaxLineBytes, so not ours: text holds its beginning
  };
  // Empty when no further whole line is there yet; empty lines are passed over. Call again later.
  [[nodiscard]] base::Result<std::optional<Line>> Next();

  [[nodiscard]] int file() const { return file_.get(); }
  [[nodiscard]] uint64_t offset() const { return offset_; }  // behind the last line handed out
  // The path now names another file, or the file became shorter than the offset: read on to the end, then open again.
  [[nodiscard]] bool Replaced() const;
  // The file that came after ours, from its beginning: of those that Writer renamed, else the one that has the name.
  [[nodiscard]] base::Result<Reader> OpenNext() const;

 private:
  Reader() = default;
  std::string path_;
  base::Descriptor file_;
  uint64_t offset_ = 0;    // of `pending_` in the file
  std::string pending_;    // read, not handed out
  size_t begin_ = 0;       // of the next line in pending_
  bool skipping_ = false;  // inside a line that is too long
};

}  // namespace gatehouse::events
