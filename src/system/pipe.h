// A pipe. Both ends close on exec.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include "base/descriptor.h"

namespace gatehouse::system {

struct Pipe {
  base::Descriptor out;  // to read from
  base::Descriptor in;   // to write to
};

[[nodiscard]] inline base::Result<Pipe> OpenPipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return base::SystemFail("No pipe");
  return Pipe{base::Descriptor(ends[0]), base::Descriptor(ends[1])};
}

}  // namespace gatehouse::system
