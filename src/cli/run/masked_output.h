// A child's output on its way to ours, with secrets masked: a pipe each, or one pseudo-terminal where ours is a
// terminal, so that colours and line-wise output stay. What the reader does not take is not read from the child. Shown
// by tests/run/test_run_mask.py.
#pragma once

#include <poll.h>

#include <array>
#include <chrono>
#include <string>
#include <vector>

#include "base/descriptor.h"
#include "base/error.h"
#include "cli/run/delivery.h"
#include "cli/run/mask.h"
#include "cli/run/pseudo_terminal.h"

namespace gatehouse::cli {

class MaskedOutput {
 public:
  // Ready for one child: its two ends are `Outputs`, to be closed with CloseChildEnds once it has them.
  // `terminal`: what the child has in the place of our terminal; null: a pipe, or a terminal for output alone.
  [[nodiscard]] static base::Result<MaskedOutput> Open(const std::vector<base::SecretString>& secrets,
                                                       const PseudoTerminal* terminal);

  [[nodiscard]] std::array<int, 2> Outputs() const { return outputs_; }
  void CloseChildEnds() { child_ends_.clear(); }

  void AddTo(std::vector<pollfd>& waiting) const;
  // Moves what can be moved without waiting.
  void Move(const std::vector<pollfd>& ready);
  [[nodiscard]] bool WantsSilence() const;  // something is held back: call Silence when nothing comes for a while
  void Silence();
  // The child has ended: what it wrote last, waiting for our reader if need be.
  void Drain();
  void CopyWindowSize() const;

  static constexpr std::chrono::milliseconds kSilence{100};

 private:
  struct Stream {
    base::Descriptor from;
    int to = -1;
    StreamMask mask;
    std::string pending;  // to be written
    bool is_terminal = false;
  };
  static void Read(Stream& stream);
  static void Write(Stream& stream);

  std::vector<Stream> streams_;
  std::vector<base::Descriptor> child_ends_;
  std::array<int, 2> outputs_ = {-1, -1};
};

}  // namespace gatehouse::cli
