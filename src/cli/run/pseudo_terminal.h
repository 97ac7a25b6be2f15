// A terminal of the command's own, behind ours: what it writes is masked on the way, what is typed is its own business.
// Ours is in raw mode meanwhile, so that Ctrl-C, line editing and echo are done once, by the command's terminal and as
// the command wants them. Shown by tests/run/test_run_terminal.py.
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
  // With the modes and the size of `ours`, which stays open for as long as this one. `reads_keys`: all that is typed is
  // for the command.
  [[nodiscard]] static base::Result<PseudoTerminal> Open(int ours, bool reads_keys);
  ~PseudoTerminal();
  PseudoTerminal(PseudoTerminal&& other) noexcept;
  PseudoTerminal& operator=(PseudoTerminal&&) = delete;

  [[nodiscard]] int master() const { return master_.get(); }
  [[nodiscard]] int slave() const { return slave_.get(); }
  void CloseSlave() { slave_.Close(); }

  // Only while our group is in the foreground: the other way it would be somebody else's terminal. Without
  // `reads_keys`, in a pipeline where somebody else may ask for a password, only once the command leaves the modes of a
  // line to be typed, as a pager does.
  void MindOurs();
  void GiveOursBack();
  [[nodiscard]] bool HasOurs() const { return taken_; }
  void CopyWindowSize() const;
  // The command has ended without reading `unread`: it goes back to our terminal, with all that was typed behind it, so
  // that the shell reads it. Lost where the system does not allow that (the sysctl dev.tty.legacy_tiocsti).
  void Return(std::string unread);

  void AddTo(std::vector<pollfd>& waiting) const;
  void Move(const std::vector<pollfd>& ready);  // what was typed

 private:
  PseudoTerminal() = default;
  void TakeOurs();
  bool ReadTyped();  // whether there was anything
  int ours_ = -1;
  bool reads_keys_ = false;
  base::Descriptor master_;
  base::Descriptor slave_;
  termios before_{};  // ours, as it was
  bool taken_ = false;
  bool at_end_ = false;  // of what is typed
  std::string typed_;    // and not yet taken by the command's terminal
};

}  // namespace gatehouse::cli
