// Other processes: runs one to its end, replaces this one, finds, signals, waits for one. Linux.
// Shown by process_test.cc.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"

namespace gatehouse::system {

struct Finished {
  int status = 0;      // exit status; 128 + the signal if a signal ended it
  std::string output;  // stdout and stderr together, truncated
};
inline constexpr size_t kMaxProgramOutput = 64 << 10;

// Runs argv[0] (a path) to its end with an empty stdin. Does not wait for children that it leaves behind.
[[nodiscard]] base::Result<Finished> RunProgram(const std::vector<std::string>& argv,
                                                size_t max_output = kMaxProgramOutput);

// Starts a child that runs on its own: empty stdin, our stdout and stderr, no signal blocked, in its own process
// group, so that it does not get the terminal's signals directly; without NOTIFY_SOCKET, which is for us. `pass` stays
// open in it, whatever its flags.
[[nodiscard]] base::Result<pid_t> StartProgram(const std::vector<std::string>& argv, std::optional<int> pass = {});

// Opens /dev/null for each closed standard descriptor: otherwise a file opened later would get its number,
// and messages for stderr would be written into it. Every program must call this first.
void OccupyStandardDescriptors();

// Replaces this process by argv[0]; returns only on failure.
[[nodiscard]] base::Error BecomeProgram(const std::vector<std::string>& argv);

// Whether the process exists and is not a zombie.
[[nodiscard]] bool IsAlive(pid_t pid);
// Its argument list joined by spaces; empty if there is no such process.
[[nodiscard]] std::string CommandLine(pid_t pid);
[[nodiscard]] std::optional<base::Wall> StartTime(pid_t pid);
[[nodiscard]] std::vector<pid_t> ChildrenOf(pid_t parent);

[[nodiscard]] base::Result<> SendSignal(pid_t pid, int signal);

// Polls `done` until it returns true or the time is over; returns its last result.
[[nodiscard]] bool WaitUntil(const std::function<bool()>& done, std::chrono::milliseconds at_most);

// This program's own file, and its folder.
[[nodiscard]] std::string OwnProgram();
[[nodiscard]] std::string ProgramFolder();

}  // namespace gatehouse::system
