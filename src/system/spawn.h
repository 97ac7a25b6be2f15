// Starts another program with posix_spawn: the one place that does. Code of ours in a child process, before another
// program takes its place, is for child.h. Tests: spawn_test.cc.
#pragma once

#include <spawn.h>
#include <sys/types.h>

#include <string>
#include <vector>

#include "base/descriptor.h"

namespace gatehouse::system {

// How a program is started. What is not said here it inherits from this process.
class SpawnPlan {
 public:
  SpawnPlan();
  ~SpawnPlan();
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  // The program gets our descriptor `fd` as `as`. It must stay open until the program is started.
  void Give(int fd, int as);
  // The program gets /dev/null as this standard descriptor.
  void GiveNothing(int as);
  // Closes this descriptor of the program and all above it. Call it after every Give(): descriptors are changed in the
  // order of the calls.
  void CloseFrom(int fd);
  void EnterFolder(const std::string& folder);
  // The program leads a process group: the terminal's signals do not reach it, and kill(-pid) reaches what it starts.
  void LeadGroup();
  // No signal is blocked in the program, whatever this process blocks.
  void UnblockSignals();
  // The signal has its default effect, although this process ignores it.
  void ResetSignal(int signal);

  // Starts argv[0], a path. `environment` ("NAME=value") is the program's whole environment.
  [[nodiscard]] base::Result<pid_t> Start(const std::vector<std::string>& argv,
                                          const std::vector<std::string>& environment) const;
  // The same with a name that is searched in PATH.
  [[nodiscard]] base::Result<pid_t> StartFromPath(const std::vector<std::string>& argv,
                                                  const std::vector<std::string>& environment) const;

 private:
  void SetFlag(short flag);

  posix_spawn_file_actions_t files_{};
  posix_spawnattr_t attributes_{};
};

// A descriptor that can be read once the process has ended, for poll(). Not open if the system has none to give.
[[nodiscard]] base::Descriptor OpenProcess(pid_t pid);

}  // namespace gatehouse::system
