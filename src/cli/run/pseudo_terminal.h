// A pseudo-terminal for the command: its output is masked on the way to the real terminal, its input is forwarded.
// The real terminal is in raw mode meanwhile, so that only the pseudo-terminal handles Ctrl-C, line editing and echo,
// as the command configures it. Tests: tests/run/test_run_terminal.py.
#pragma once

#include <poll.h>
#include <termios.h>

#include <string>
#include <vector>

#include "base/error.h"
#include "cli/run/delivery.h"

namespace gatehouse::cli {

class PseudoTerminal {
 public:
  // Opens one with the modes and size of `ours`, which must stay open as long as this object. `reads_keys`: all typed
  // input is for the command.
  [[nodiscard]] static base::Result<PseudoTerminal> Open(int ours, bool reads_keys);
  ~PseudoTerminal();
  PseudoTerminal(PseudoTerminal&& other) noexcept;
  PseudoTerminal& operator=(PseudoTerminal&&) = delete;

  [[nodiscard]] int master() const { return master_.get(); }
  [[nodiscard]] int slave() const { return slave_.get(); }
  void CloseSlave() { slave_.Close(); }

  // Sets raw mode, but only while our group is in the foreground: else another job uses the terminal. Without
  // `reads_keys`, in a pipeline where another program may ask for a password, only after the command leaves line mode,
  // as a pager does.
  void MindOurs();
  void GiveOursBack();
  [[nodiscard]] bool HasOurs() const { return taken_; }
  void CopyWindowSize() const;
  // After the command's end: returns the input that it did not read, and all that was typed later, to our terminal, so
  // that the shell reads it. It is lost if the system forbids that (sysctl dev.tty.legacy_tiocsti).
  void Return(std::string unread);

  void AddTo(std::vector<pollfd>& waiting) const;
  void Move(const std::vector<pollfd>& ready);  // what was typed

 private:
  PseudoTerminal() = default;
  void TakeOurs();
  bool ReadTyped();  // returns whether there was any input
  int ours_ = -1;
  bool reads_keys_ = false;
  base::Descriptor master_;
  base::Descriptor slave_;
  termios before_{};  // our terminal's earlier modes
  bool taken_ = false;
  bool at_end_ = false;  // no more input
  std::string typed_;    // typed, and not yet taken by the pseudo-terminal
};

}  // namespace gatehouse::cli
