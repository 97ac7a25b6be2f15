// Appends events to the log: one write() a line on a descriptor opened O_APPEND, so that workers and programs share a
// file and wait for nobody. A line that could not be written whole is counted and reported, and never holds up or
// mangles the next one. Shown by writer_test.cc.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "base/descriptor.h"
#include "base/error.h"
#include "events/bounds.h"
#include "events/event.h"

namespace gatehouse::events {

class Writer {
 public:
  // Opens or makes the file (mode 0600).
  [[nodiscard]] static base::Result<Writer> Open(const std::string& path, Bounds bounds = {});

  // False if the line did not reach the file whole; the caller counts it (Counter::kEventFailures) and shouts.
  // Before each line it looks whether the log is another file by now, and goes on in that one; until the line is
  // written it holds a shared lock on the file, so that nobody leaves the file before (OldFile). Once a second of event
  // time it also looks whether the log is gone, and makes it; and whether the file or the volume is full. A full file
  // is renamed, by whichever writer sees it first. Where the volume is all but full, or the file cannot be renamed and
  // has twice its size, only high and critical events are written.
  bool Write(const Event& event);
  // Opens the file again, after a rotation; keeps the old descriptor if that fails.
  [[nodiscard]] base::Result<> Reopen();

  [[nodiscard]] uint64_t failures() const { return failures_; }
  [[nodiscard]] int last_errno() const { return last_errno_; }  // of the last failure; 0 with a short write
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  Writer() = default;
  void LookAtFile(base::Wall now);
  void Rotate();
  void HoldNamedFile();
  enum class Named : uint8_t { kOurs, kAnother, kNothing };
  [[nodiscard]] Named WhatIsNamed() const;  // which file the path names by now; ours, where that cannot be told
  [[nodiscard]] bool HasRoom() const;
  [[nodiscard]] bool EndsInHalfALine() const;

  std::string path_;
  Bounds bounds_;
  base::Descriptor file_;
  bool room_ = true;
  uint64_t failures_ = 0;
  int last_errno_ = 0;
  base::Wall looked_at_{};
};

}  // namespace gatehouse::events
