// Shared by the sources of this room around a call of Vectorscan: its errors as base::Error, and a callback that
// never lets an exception escape.
#pragma once

#include <exception>

#include "base/error.h"
#include "patterns/database.h"

namespace gatehouse::patterns {

// The text for a Vectorscan error code.
[[nodiscard]] base::Error ErrorOf(int code);

// One running scan: forwards matches and keeps an exception of the handler, which Finish rethrows.
class Running {
 public:
  using Call = bool (*)(void* callable, const Match& match);
  Running(void* callable, Call call) : callable_(callable), call_(call) {}

  // A match_event_handler whose context is a Running.
  static int OnMatch(unsigned int id, unsigned long long from, unsigned long long to, unsigned int flags,
                     void* context) noexcept;
  // Interprets the scan's result: true if it reached the end, false if the handler ended it.
  [[nodiscard]] base::Result<bool> Finish(int code) const;

 private:
  void* callable_;
  Call call_;
  std::exception_ptr thrown_;
};

}  // namespace gatehouse::patterns
