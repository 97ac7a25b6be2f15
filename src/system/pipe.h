// A pipe, and a pair of connected sockets. All ends close on exec.
#pragma once

#include <fcntl.h>
#include <sys/socket.h>
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

struct SocketPair {
  base::Descriptor ours;
  base::Descriptor theirs;
};

[[nodiscard]] inline base::Result<SocketPair> OpenSocketPair() {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return base::SystemFail("No pair of sockets");
  return SocketPair{base::Descriptor(ends[0]), base::Descriptor(ends[1])};
}

}  // namespace gatehouse::system
