// Other processes: run one to its end, become one, find one, signal it, wait for it. Linux.
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
  int status = 0;      // exit status; 128 + the signal where one ended it
  std::string output;  // stdout and stderr together, its beginning
};
inline constexpr size_t kMaxProgramOutput = 64 << 10;

// Runs argv[0] (a path) to its end with an empty stdin. Children that it leaves behind are not waited for.
[[nodiscard]] base::Result<Finished> RunProgram(const std::vector<std::string>& argv,
                                                size_t max_output = kMaxProgramOutput);

// A child that goes on by itself: stdin empty, stdout and stderr as ours, no signal blocked, in a process group of its
// own, so that what a terminal sends reaches it only through us; without NOTIFY_SOCKET, which is ours. `pass` stays
// open in it, whatever its flags say.
[[nodiscard]] base::Result<pid_t> StartProgram(const std::vector<std::string>& argv, std::optional<int> pass = {});

// Where one of the standard descriptors is closed, opens /dev/null there so that it cannot be used, as before: a file
// that we open would take its number, and what is said on stderr would end up in it. The first thing a program does.
void OccupyStandardDescriptors();

// Becomes argv[0]; comes back only if that failed.
[[nodiscard]] base::Error BecomeProgram(const std::vector<std::string>& argv);

// The process is there and is no zombie.
[[nodiscard]] bool IsAlive(pid_t pid);
// Its argument list joined by spaces; empty where there is no such process.
[[nodiscard]] std::string CommandLine(pid_t pid);
[[nodiscard]] std::optional<base::Wall> StartTime(pid_t pid);
[[nodiscard]] std::vector<pid_t> ChildrenOf(pid_t parent);

[[nodiscard]] base::Result<> SendSignal(pid_t pid, int signal);

// Asks `done` again and again until it says true or the time is over; says which.
[[nodiscard]] bool WaitUntil(const std::function<bool()>& done, std::chrono::milliseconds at_most);

// This program's own file, and its folder.
[[nodiscard]] std::string OwnProgram();
[[nodiscard]] std::string ProgramFolder();

}  // namespace gatehouse::system
