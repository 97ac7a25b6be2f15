// What `up` is while a gate with a control daemon runs: it starts the daemon, then nginx, starts the daemon again when
// it dies, and ends both when it is told to or when nginx ends. Killed itself, it leaves both running; `stop` knows
// them. Shown by tests/control/test_supervision.py.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/descriptor.h"
#include "cli/command/exit_code.h"
#include "cli/gate/restart_pause.h"
#include "system/pid_file.h"
#include "system/run_folder.h"

namespace gatehouse::cli {

// How a child says on an inherited pipe that it is up, or why not: one line.
void TellParent(int pipe, const base::Result<>& outcome);
// What it said; an Error if it ended without a word.
[[nodiscard]] base::Result<> ReadFromChild(std::string_view line);

struct SupervisedGate {
  std::vector<std::string> daemon;  // its command line, which --ready-fd N is added to
  std::vector<std::string> nginx;   // in the foreground
  system::RunFolder folder;
  std::function<bool()> listens;  // the gate takes connections
};

class Supervisor {
 public:
  explicit Supervisor(SupervisedGate gate);
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  // The daemon is up and the gate listens; or neither of them runs, and an Error says why.
  [[nodiscard]] base::Result<> Start();
  // Whether a signal said so: then a start that failed has failed for that alone.
  [[nodiscard]] bool told_to_end() const { return told_; }
  // Until a signal ends it (kFine) or nginx ends by itself (kCouldNotRun). SIGTERM and SIGINT end nginx at once,
  // SIGQUIT after the requests that are on their way; SIGHUP reaches both, SIGUSR1 nginx. Each is passed on once.
  [[nodiscard]] ExitCode Run();

 private:
  void Wait(std::chrono::milliseconds at_most);  // for a signal, a child's end, or the daemon's word
  void TakeSignal();
  void Reap();
  void HearDaemon();
  void DaemonEnded(int status);
  base::Result<> LaunchDaemon();
  base::Result<> AwaitDaemon();
  base::Result<> AwaitNginx();
  void LaunchDaemonWhenDue();
  void EndDaemon();
  void EndAll();

  SupervisedGate gate_;
  std::optional<system::PidFile> pid_file_;
  base::Descriptor signals_;
  pid_t nginx_ = 0;
  pid_t daemon_ = 0;
  int nginx_status_ = 0;
  bool ending_ = false;
  bool told_ = false;                             // by a signal
  base::Descriptor word_;                         // the daemon's end of the pipe that it says it is up on
  std::string heard_;                             // from it
  std::optional<base::Result<>> daemon_outcome_;  // of its last start
  base::Steady daemon_up_since_{};                // of the one that runs
  std::optional<base::Steady> daemon_due_;        // when it is started again
  RestartPause pause_;                            // before that
};

}  // namespace gatehouse::cli
