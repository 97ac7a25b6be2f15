// The run directory of a gate, and the names of all files in it, by which the gate, its daemon and the command
// line find each other. Only names: opens nothing. Shown by run_folder_test.cc.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace gatehouse::system {

// How long a command waits for another that holds CommandLock().
inline constexpr std::chrono::seconds kCommandLockWait{5};

class RunFolder {
 public:
  explicit RunFolder(std::string path) : path_(std::move(path)) {}  // absolute

  [[nodiscard]] const std::string& path() const { return path_; }

  // The gate.
  [[nodiscard]] std::string State() const { return Entry("state"); }  // the mapped state (doc/state_layout.md)
  [[nodiscard]] std::string Events() const { return Entry("events.jsonl"); }
  [[nodiscard]] std::string NginxConfig() const { return Entry("nginx.conf"); }
  [[nodiscard]] std::string NginxPid() const { return Entry("nginx.pid"); }
  [[nodiscard]] std::string NginxLog() const { return Entry("error.log"); }
  [[nodiscard]] std::string NginxTemporary() const { return Entry("temp"); }
  [[nodiscard]] std::string DevelopmentCertificate() const { return Entry("development.crt"); }
  [[nodiscard]] std::string DevelopmentKey() const { return Entry("development.key"); }

  // The control daemon.
  [[nodiscard]] std::string ControlSocket() const { return Entry("control.sock"); }      // for the gate
  [[nodiscard]] std::string AdminSocket() const { return Entry("control-admin.sock"); }  // for the command line
  [[nodiscard]] std::string ControlPid() const { return Entry("control.pid"); }
  [[nodiscard]] std::string Data() const { return Entry("control"); }

  // For the command line: one command at a time changes the gate; `up` with a daemon stays as the supervisor.
  [[nodiscard]] std::string CommandLock() const { return Entry("command.lock"); }
  [[nodiscard]] std::string SupervisorPid() const { return Entry("supervisor.pid"); }
  [[nodiscard]] std::string SupervisorLog() const { return Entry("control.log"); }

 private:
  [[nodiscard]] std::string Entry(std::string_view name) const { return path_ + "/" + std::string(name); }

  std::string path_;
};

}  // namespace gatehouse::system
