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
  // With the modes and the size of the terminal on stdin.
  [[nodiscard]] static base::Result<PseudoTerminal> Open();
  ~PseudoTerminal();
  PseudoTerminal(PseudoTerminal&& other) noexcept;
  PseudoTerminal& operator=(PseudoTerminal&&) = delete;

  [[nodiscard]] int master() const { return master_.get(); }
  [[nodiscard]] int slave() const { return slave_.get(); }
  void CloseSlave() { slave_.Close(); }

  // Only while our group is in the foreground: the other way it would be somebody else's terminal.
  void TakeOurs();
  void GiveOursBack();
  void CopyWindowSize() const;

  void AddTo(std::vector<pollfd>& waiting) const;
  void Move(const std::vector<pollfd>& ready);  // what was typed

 private:
  PseudoTerminal() = default;
  base::Descriptor master_;
  base::Descriptor slave_;
  termios before_{};  // ours, as it was
  bool taken_ = false;
  bool at_end_ = false;  // of what is typed
  std::string typed_;    // and not yet taken by the command's terminal
};

}  // namespace gatehouse::cli
