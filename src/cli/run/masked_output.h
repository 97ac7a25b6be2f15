// Forwards a child's output with secrets masked: over a pipe per stream, or one pseudo-terminal if ours is a
// terminal, so that colours and line buffering stay. A slow reader slows the child down: nothing is buffered. Tests:
// tests/run/test_run_mask.py.
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
  // Prepares the output of one child. Its ends are `Outputs`; call CloseChildEnds once the child has them.
  // `terminal`: the child's pseudo-terminal; null: a pipe, or a terminal only for output.
  [[nodiscard]] static base::Result<MaskedOutput> Open(const std::vector<base::SecretString>& secrets,
                                                       const PseudoTerminal* terminal);

  [[nodiscard]] std::array<int, 2> Outputs() const { return outputs_; }
  void CloseChildEnds() { child_ends_.clear(); }

  void AddTo(std::vector<pollfd>& waiting) const;
  // Copies whatever can be copied without blocking.
  void Move(const std::vector<pollfd>& ready);
  [[nodiscard]] bool WantsSilence() const;  // bytes are held back: call Silence if there is no input for some time
  void Silence();
  // After the child's end: writes the rest of its output, and blocks if the reader is slow.
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
