// A child process with code of ours in it: the only place that forks. Another program is started with spawn.h. Shown by
// child_test.cc.
#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <csignal>
#include <initializer_list>
#include <string>
#include <vector>

#include "base/descriptor.h"

namespace gatehouse::system {

// The exit status of a child that could not execute its program, as in shells.
inline constexpr int kNotFound = 127;

// Runs `in_child` in a child process; it must exec or exit, and if it returns, the child exits with kNotFound.
// Until exec only async-signal-safe calls are allowed, unless this process has one thread. `what` is named in the Error
// if fork fails.
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

// Waits for the child to end, also after interruptions; returns the status of waitpid().
int AwaitEnd(pid_t child);
// The same as a shell's exit status: 128 + the signal if a signal ended it.
[[nodiscard]] int ExitStatusOf(int wait_status);

// Argument lists for exec; they point into `argv`.
[[nodiscard]] std::vector<char*> ArgumentPointers(const std::vector<std::string>& argv);
// Our environment, with `variables` ("NAME=value") in place of ours with the same names.
[[nodiscard]] std::vector<std::string> EnvironmentWith(const std::vector<std::string>& variables);

[[nodiscard]] sigset_t SignalSet(std::initializer_list<int> signals);

}  // namespace gatehouse::system
