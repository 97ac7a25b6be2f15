// A child process: the one place that forks, and the one that waits for a child. Shown by child_test.cc.
#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "base/descriptor.h"

namespace gatehouse::system {

// The status of a child that could not become the command, as shells have it.
inline constexpr int kNotFound = 127;

// Runs `in_child` in a child process, which ends with kNotFound if that comes back: it is meant to exec, or to end by
// itself. Until exec only async-signal-safe calls, unless this process has one thread. `what` is named where the fork
// fails.
template <typename InChild>
[[nodiscard]] base::Result<pid_t> Fork(const std::string& what, InChild&& in_child) {
  const pid_t child = fork();
  if (child < 0) return base::SystemFail("Cannot be started", what);
  if (child == 0) {
    in_child();
    _exit(kNotFound);
  }
  return child;
}

// Waits for the child's end, through interruptions: its status as waitpid() has it.
int AwaitEnd(pid_t child);
// The same as a shell's exit status: 128 + the signal where one ended it.
[[nodiscard]] int ExitStatusOf(int wait_status);

// Argument lists as exec wants them; they point into `argv`.
[[nodiscard]] std::vector<char*> ArgumentPointers(const std::vector<std::string>& argv);

}  // namespace gatehouse::system
