// What the sources of this room share around a call of Vectorscan: its errors in our words, and a callback that no
// exception leaves.
#pragma once

#include <exception>

#include "base/error.h"
#include "patterns/database.h"

namespace gatehouse::patterns {

// The one text for a code of Vectorscan's that is not success.
[[nodiscard]] base::Error ErrorOf(int code);

// One scan under way: passes matches on and keeps what the handler threw, which Finish throws again.
class Running {
 public:
  using Call = bool (*)(void* callable, const Match& match);
  Running(void* callable, Call call) : callable_(callable), call_(call) {}

  // A match_event_handler, whose context is a Running.
  static int OnMatch(unsigned int id, unsigned long long from, unsigned long long to, unsigned int flags,
                     void* context) noexcept;
  // Of the scan's code: true where it went to the end, false where the handler ended it.
  [[nodiscard]] base::Result<bool> Finish(int code) const;

 private:
  void* callable_;
  Call call_;
  std::exception_ptr thrown_;
};

}  // namespace gatehouse::patterns
