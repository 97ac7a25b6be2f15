#include "scan/pieces.h"

#include <algorithm>
#include <utility>

namespace gatehouse::scan {

base::Result<std::vector<Finding>> PieceScanner::Feed(std::string_view piece) {
  if (position_ == 0 && held_.empty()) binary_ = IsBinary(piece);
  held_ += piece;
  const std::string_view text = held_;
  auto hits = scanner_.Scan(text, binary_);
  if (!hits) return std::unexpected(hits.error());
  std::erase_if(*hits, [&](const Hit& hit) { return position_ + hit.to <= told_to_; });
  if (!hits->empty()) told_to_ = position_ + hits->back().to;
  std::vector<Finding> findings = Locate(text, std::move(*hits), file_, 1 + lines_);
  // What is scanned again begins with a line, so that lines are counted once.
  const size_t keep = text.size() - std::min(text.size(), kOverlapBytes);
  const size_t line = text.find('\n', keep);
  Drop(line == std::string_view::npos ? keep : line + 1);
  return findings;
}

void PieceScanner::Drop(size_t bytes) {
  lines_ += static_cast<size_t>(std::ranges::count(std::string_view(held_).substr(0, bytes), '\n'));
  position_ += bytes;
  held_.erase(0, bytes);
}

}  // namespace gatehouse::scan
