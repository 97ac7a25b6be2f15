// Secrets taken out of a stream of lines, wherever reads split them (rows A14 C10): the judgement is that of
// events/redaction.h, and Vectorscan finds the lines that need it. A line without a secret comes out byte for byte as
// it went in, its line end too. What is held back is bounded. Shown by stream_test.cc; bench/redact_bench.cc says how
// fast.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "patterns/database.h"

namespace gatehouse::redact {

// A line that is longer is judged in pieces, which overlap by kOverlap: a secret of up to that size is found in it.
inline constexpr size_t kMaxHeldLine = 1 << 20;
inline constexpr size_t kOverlap = 16 << 10;
// A private key in PEM has no more lines than this.
inline constexpr int kMostPemLines = 400;

class Stream {
 public:
  [[nodiscard]] static base::Result<Stream> Make();

  // Appends to `out` what is decided by now: whole lines.
  void Feed(std::string_view bytes, std::string& out);
  // Nothing more comes at the moment: lines that were held for the next one go out.
  void Silence(std::string& out);
  void Finish(std::string& out);

  [[nodiscard]] uint64_t redacted_lines() const { return redacted_lines_; }

 private:
  Stream(patterns::Database hints, patterns::Scratch scratch)
      : hints_(std::move(hints)), scratch_(std::move(scratch)) {}

  // Of whole lines; answers how many bytes are done. The rest waits for the lines that belong to it, unless `last`.
  size_t Judge(std::string_view lines, bool last, std::string& out);
  void Redact(std::string_view lines, std::string& out);
  [[nodiscard]] bool InPem(std::string_view line);

  patterns::Database hints_;
  patterns::Scratch scratch_;
  std::string held_;   // no line end yet, or lines that wait
  int pem_lines_ = 0;  // left of a private key that has begun
  uint64_t redacted_lines_ = 0;
};

}  // namespace gatehouse::redact
