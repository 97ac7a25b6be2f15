// Removes secrets from a stream of lines, wherever reads split them (rows A14 C10): events/redaction.h
// decides, and Vectorscan selects the lines to be checked. A line without a secret is passed on byte for
// byte, including its line end. The held-back text is bounded. Shown by stream_test.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "patterns/database.h"

namespace gatehouse::redact {

// A longer line is judged in pieces that overlap by kOverlap: a secret of up to that size is found.
inline constexpr size_t kMaxHeldLine = 1 << 20;
inline constexpr size_t kOverlap = 16 << 10;
// The most lines of a private key in PEM.
inline constexpr int kMostPemLines = 400;

class Stream {
 public:
  [[nodiscard]] static base::Result<Stream> Make();

  // Appends to `out` the whole lines that are decided.
  void Feed(std::string_view bytes, std::string& out);
  // Call when no input arrives for a while: lines that were held back for the next one are written.
  void Silence(std::string& out);
  void Finish(std::string& out);

 private:
  Stream(patterns::Database hints, patterns::Scratch scratch)
      : hints_(std::move(hints)), scratch_(std::move(scratch)) {}

  // Judges whole lines; returns how many bytes are decided. The rest waits for lines that belong to it, unless `last`.
  size_t Judge(std::string_view lines, bool last, std::string& out);
  void Redact(std::string_view lines, std::string& out);
  [[nodiscard]] bool InPem(std::string_view line);

  patterns::Database hints_;
  patterns::Scratch scratch_;
  std::string held_;   // an incomplete line, or waiting lines
  int pem_lines_ = 0;  // lines that may remain of a private key that has begun
};

}  // namespace gatehouse::redact
