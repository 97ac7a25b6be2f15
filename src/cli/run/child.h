// A supervised child process: it receives each signal and key once, and its end is noticed. How it shares the
// terminal is decided once, at the start (doc/run.md). Tests: tests/run/test_run_signals.py,
// tests/run/test_run_terminal.py.
#pragma once

#include <signal.h>
#include <sys/types.h>
#include <termios.h>

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/descriptor.h"
#include "base/error.h"
#include "cli/run/delivery.h"
#include "system/child.h"

namespace gatehouse::cli {

// The state of this process at its start, which a child must get unchanged.
struct StartState {
  sigset_t mask{};
  std::set<int> descriptors;  // open at the start
  bool pipe_was_ignored = false;

  [[nodiscard]] static StartState Read();
  // Marks all other descriptors close-on-exec, except `kept`.
  void CloseOthersOnExec(const std::vector<base::Descriptor>& kept) const;
};

enum class TerminalUse : uint8_t {
  kNone,      // no terminal, or this process is in its background: the child gets its own group
  kHandOver,  // the terminal is only ours: the child's group becomes its foreground and gets Ctrl-C
  kShared,    // our group has other members (a pipeline, a script): the child stays in it, both get Ctrl-C
  kPseudo,    // the child has its own pseudo-terminal (--mask)
};

class Terminal {
 public:
  // `mask`: this process forwards what the child writes to a terminal. If the child may also read from it, it gets
  // a pseudo-terminal.
  [[nodiscard]] static Terminal Open(bool mask);
  [[nodiscard]] TerminalUse use() const { return use_; }
  [[nodiscard]] int fd() const { return fd_.get(); }
  [[nodiscard]] bool IsOurs() const;  // our process group is in the foreground
  [[nodiscard]] static bool AloneInGroup();
  void GiveTo(pid_t group) const;
  void TakeBackFrom(pid_t group) const;
  // Restores the modes that the terminal had when it was opened: a killed command cannot restore them itself.
  void RestoreModes() const;

 private:
  TerminalUse use_ = TerminalUse::kNone;
  std::optional<termios> before_;
  base::Descriptor fd_;
};

// Ends this process as Ctrl-C ended its command: a script of bash goes on if its command exits, even with status 130.
void EndByInterrupt();

// Blocks the signals that must be forwarded; they are read from a descriptor. Signals that were ignored at the start
// stay ignored.
class Signals {
 public:
  [[nodiscard]] static base::Result<Signals> Block(TerminalUse use);
  [[nodiscard]] int fd() const { return fd_.get(); }
  struct Received {
    int signal = 0;
    bool from_kernel = false;    // caused by a key: everyone in our group has received it
    std::optional<int> payload;  // the value of a queued signal (sigqueue)
  };
  [[nodiscard]] std::optional<Received> Next() const;

 private:
  base::Descriptor fd_;
};

struct ChildCall {
  const std::vector<std::string>* argv = nullptr;
  Delivery delivery;
  std::array<int, 2> outputs = {-1, -1};  // the child's stdout and stderr; -1: the same as ours
  int slave = -1;                         // with kPseudo: the controlling terminal of the child's session
};

inline constexpr int kNotFound = system::kNotFound;
inline constexpr int kNotExecutable = 126;

// Executes the command in this process. Returns only if that fails, with the exit status for the failure.
[[nodiscard]] int BecomeCommand(const StartState& start, const ChildCall& call);

struct Child {
  pid_t pid = 0;
  // With kPseudo, a socket: the statuses that waitpid would return, one int each. After the final one, and after we
  // have shut down our side, follows typed input that the command did not read, until the end. A process between us and
  // the command leads the session: a session leader could not be stopped.
  base::Descriptor statuses;
};
// Starts the command as a child. If it cannot be executed, the child ends with 127 or 126. It dies with this process.
[[nodiscard]] base::Result<Child> StartChild(const StartState& start, const Terminal& terminal, const ChildCall& call);

// Checks that arguments and environment fit into the kernel's limit; the Error says what to do.
[[nodiscard]] base::Result<> CheckFits(const ChildCall& call);

}  // namespace gatehouse::cli
