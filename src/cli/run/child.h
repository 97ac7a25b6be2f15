// A child process under a supervisor: its signals and its terminal reach it once, its end is known. How it shares a
// terminal with us is decided once, at the start (doc/run.md). Shown by tests/run/test_run_signals.py,
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

// What a child must find as we found it.
struct StartState {
  sigset_t mask{};
  std::set<int> descriptors;  // that were open
  bool pipe_was_ignored = false;

  [[nodiscard]] static StartState Read();
  // Every other descriptor closes on exec, but those that are kept.
  void CloseOthersOnExec(const std::vector<base::Descriptor>& kept) const;
};

enum class TerminalUse : uint8_t {
  kNone,      // there is none, or we are in its background: the child gets a group of its own
  kHandOver,  // it is ours alone: the child's group is its foreground, and Ctrl-C never comes to us
  kShared,    // others are in our group (a pipeline, a script): the child stays in it, Ctrl-C comes to both
  kPseudo,    // it has a terminal of its own behind ours (--mask)
};

class Terminal {
 public:
  // `mask`: what the child writes to a terminal goes through us. Where it may also read from it, it gets one of its
  // own.
  [[nodiscard]] static Terminal Open(bool mask);
  [[nodiscard]] TerminalUse use() const { return use_; }
  [[nodiscard]] int fd() const { return fd_.get(); }
  [[nodiscard]] bool IsOurs() const;  // our group is its foreground
  [[nodiscard]] static bool AloneInGroup();
  void GiveTo(pid_t group) const;
  void TakeBackFrom(pid_t group) const;
  // The modes that it had when it was opened: a command that was killed cannot put back what it changed.
  void RestoreModes() const;

 private:
  TerminalUse use_ = TerminalUse::kNone;
  std::optional<termios> before_;
  base::Descriptor fd_;
};

// The signals that are ours to pass on, blocked from now on and read from a descriptor. Those that were ignored when we
// were started stay ignored.
class Signals {
 public:
  [[nodiscard]] static base::Result<Signals> Block(TerminalUse use);
  [[nodiscard]] int fd() const { return fd_.get(); }
  struct Received {
    int signal = 0;
    bool from_kernel = false;    // typed on the terminal: everybody in our group has it
    std::optional<int> payload;  // what came with a queued one (sigqueue)
  };
  [[nodiscard]] std::optional<Received> Next() const;

 private:
  base::Descriptor fd_;
};

struct ChildCall {
  const std::vector<std::string>* argv = nullptr;
  Delivery delivery;
  std::array<int, 2> outputs = {-1, -1};  // what stdout and stderr become; -1: as ours
  int slave = -1;                         // with kPseudo: the terminal that the child leads a session on
};

inline constexpr int kNotFound = system::kNotFound;
inline constexpr int kNotExecutable = 126;

// Becomes the command. Comes back, with the exit status of the failure, only if that did not work.
[[nodiscard]] int BecomeCommand(const StartState& start, const ChildCall& call);

struct Child {
  pid_t pid = 0;
  // With kPseudo: what waitpid would say of it, one int each time; behind its end, to the end of the pipe, what was
  // typed and it has not read. It is the child of a process between us, which leads the session: a command that led it
  // itself could not be stopped.
  base::Descriptor statuses;
};
// Starts the command as a child. A command that is not there is a child that ends with 127 or 126. It dies with us.
[[nodiscard]] base::Result<Child> StartChild(const StartState& start, const Terminal& terminal, const ChildCall& call);

// Whether the system takes so much; else an Error that says what to do.
[[nodiscard]] base::Result<> CheckFits(const ChildCall& call);

}  // namespace gatehouse::cli
