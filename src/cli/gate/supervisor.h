// The role of `up` while a gate with a control daemon runs: it starts the daemon, then nginx; restarts the daemon when
// it dies; ends both on a signal or when nginx ends. If it is killed, both keep running, and `stop` can end
// them. Tests: tests/control/test_supervision.py.
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

// Called in a child: reports on an inherited pipe, in one line, that it is up, or why not.
void TellParent(int pipe, const base::Result<>& outcome);
// Decodes that line; an Error if the child ended without a report.
[[nodiscard]] base::Result<> ReadFromChild(std::string_view line);

struct SupervisedGate {
  std::vector<std::string> daemon;  // its command line, to which --ready-fd N is added
  std::vector<std::string> nginx;   // its command line; nginx stays in the foreground
  system::RunFolder folder;
  std::function<bool()> listens;  // returns true if the gate accepts connections
};

class Supervisor {
 public:
  explicit Supervisor(SupervisedGate gate);
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  // On success, the daemon is up and the gate listens. On an Error, neither of them runs.
  [[nodiscard]] base::Result<> Start();
  // True after a signal to end: it is then the reason why a start failed.
  [[nodiscard]] bool told_to_end() const { return told_; }
  // Runs until a signal ends it (kFine) or nginx ends by itself (kCouldNotRun). SIGTERM and SIGINT end nginx at once,
  // SIGQUIT after requests in progress. SIGHUP goes to both processes, SIGUSR1 to nginx. Each is forwarded once.
  [[nodiscard]] ExitCode Run();

 private:
  void Wait(std::chrono::milliseconds at_most);  // for a signal, the end of a child, or the daemon's report
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
  bool told_ = false;                             // a signal has told it to end
  base::Descriptor word_;                         // the pipe on which the daemon reports that it is up
  std::string heard_;                             // what was read from that pipe
  std::optional<base::Result<>> daemon_outcome_;  // result of its last start
  base::Steady daemon_up_since_{};                // when the running daemon came up
  std::optional<base::Steady> daemon_due_;        // when it will be started again
  RestartPause pause_;                            // the delay before that start
};

}  // namespace gatehouse::cli
