// Secrets taken out of an answer while it streams, wherever it is cut into pieces: each becomes kRedacted. A byte is
// held back only while it may begin a secret, kMostHeld bytes at most, and never past a boundary that the caller names:
// a flush, the end of an event. Tests: stream_redactor_test.cc and fuzz/answer_fuzz.cc.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "answers/secret_finder.h"

namespace gatehouse::answers {

class StreamRedactor {
 public:
  StreamRedactor(const SecretFinder& finder, patterns::Scratch& scratch) : finder_(finder), scratch_(scratch) {}

  // What may go out now, in order: views of `piece`, of this object, or static ones. Valid until the next call.
  // `boundary`: nothing is held back behind it.
  [[nodiscard]] const std::vector<std::string_view>& Feed(std::string_view piece, bool boundary);

  [[nodiscard]] size_t held() const { return held_.size(); }
  [[nodiscard]] size_t secrets() const { return secrets_; }
  [[nodiscard]] size_t canaries() const { return canaries_; }

 private:
  // Decides what is held back with the beginning of the piece; what is left of the piece.
  std::string_view Join(std::string_view piece, bool boundary);
  // Leaves out the rest of a secret whose beginning was; what is left of the text.
  std::string_view Swallow(std::string_view text, bool boundary);
  void Take(std::string_view text, bool boundary);
  // `done`: how much of the text is decided; afterwards up to the secret's end.
  void TakeOut(std::string_view text, const Secret& secret, bool boundary, size_t& done);
  void Emit(std::string_view text) {
    if (!text.empty()) out_.push_back(text);
  }

  const SecretFinder& finder_;
  patterns::Scratch& scratch_;
  std::vector<std::string_view> out_;
  std::string held_;            // not yet gone out
  std::string joined_;          // it, with the beginning of the piece that came behind it
  std::string spilled_;         // what is still undecided then, with the rest of the piece
  char before_ = '\0';          // the last byte that went by
  std::optional<Kind> inside_;  // a secret of that kind goes on
  std::string tail_;            // the last bytes of a private key that is being left out, for its end may be cut
  size_t swallowed_ = 0;        // of it
  std::vector<Start> starts_;
  size_t secrets_ = 0;
  size_t canaries_ = 0;
};

}  // namespace gatehouse::answers
