// Replaces secrets in a streaming response by kRedacted, however it is divided into pieces. A byte is
// held back only while it may belong to a secret, at most kMostHeld bytes, and never beyond a boundary that the caller
// names: a flush, the end of an event. Tests: stream_redactor_test.cc and fuzz/answer_fuzz.cc.
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

  // Returns the bytes to send now, in order: views of `piece`, of this object, or static. Valid until the next call.
  // `boundary`: nothing is held back after this piece.
  [[nodiscard]] const std::vector<std::string_view>& Feed(std::string_view piece, bool boundary);

  [[nodiscard]] size_t held() const { return held_.size(); }
  [[nodiscard]] size_t secrets() const { return secrets_; }
  [[nodiscard]] size_t canaries() const { return canaries_; }

 private:
  // Decides the held bytes with the beginning of the piece; returns the rest of the piece.
  std::string_view Join(std::string_view piece, bool boundary);
  // Drops the rest of a secret that began in an earlier piece; returns the rest of the text.
  std::string_view Swallow(std::string_view text, bool boundary);
  void Take(std::string_view text, bool boundary);
  // `done`: length of the decided text; afterwards, up to the secret's end.
  void TakeOut(std::string_view text, const Secret& secret, bool boundary, size_t& done);
  void Pass(std::string_view text);  // its bytes are decided
  void Emit(std::string_view text) {
    if (!text.empty()) out_.push_back(text);
  }

  const SecretFinder& finder_;
  patterns::Scratch& scratch_;
  std::vector<std::string_view> out_;
  std::string held_;            // held back, not yet sent
  std::string joined_;          // held_ with the beginning of the next piece
  std::string spilled_;         // the part that is still undecided, with the rest of the piece
  std::string before_;          // the last kMostBefore bytes in front of it
  std::optional<Kind> inside_;  // a secret of this kind continues
  std::string tail_;            // the last bytes of a private key that is being dropped: its end may be divided
  size_t swallowed_ = 0;        // bytes of it so far
  std::vector<Start> starts_;
  size_t secrets_ = 0;
  size_t canaries_ = 0;
};

}  // namespace gatehouse::answers
