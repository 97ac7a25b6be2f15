#include "events/old_file.h"

#include <sys/file.h>

#include <cerrno>

namespace gatehouse::events {
namespace {

// Where files cannot be locked, time alone has to do.
bool InTheMiddleOfALine(int file) {
  if (::flock(file, LOCK_EX | LOCK_NB) != 0) return errno == EWOULDBLOCK;
  (void)::flock(file, LOCK_UN);
  return false;
}

}  // namespace

bool OldFile::MayLeave(int file, base::Steady now) {
  if (!since_) since_ = now;
  const auto waited = now - *since_;
  return waited >= kPatience || (waited >= kWritersMoveWithin && !InTheMiddleOfALine(file));
}

}  // namespace gatehouse::events
