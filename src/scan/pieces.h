// A text that is too large to be held as a whole, scanned piece by piece: each together with the end of the one before,
// so that a secret on the seam is whole in one of them. Shown by pieces_test.cc.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "scan/finding.h"
#include "scan/text_scanner.h"

namespace gatehouse::scan {

inline constexpr size_t kPieceBytes = 8 << 20;
inline constexpr size_t kOverlapBytes = 64 << 10;  // the longest secret that is found across two pieces

class PieceScanner {
 public:
  PieceScanner(TextScanner& scanner, std::string file) : scanner_(scanner), file_(std::move(file)) {}

  // The findings that the piece adds.
  [[nodiscard]] base::Result<std::vector<Finding>> Feed(std::string_view piece);
  // What comes next does not follow on what came last: a hole in the file.
  void Gap() { Drop(held_.size()); }

 private:
  void Drop(size_t bytes);  // from the front of what is held

  TextScanner& scanner_;
  std::string file_;
  std::string held_;       // the end of what came, from the start of a line where there is one
  size_t lines_ = 0;       // in front of it
  uint64_t position_ = 0;  // of it
  uint64_t told_to_ = 0;   // findings up to here are told
  bool binary_ = false;
};

}  // namespace gatehouse::scan
