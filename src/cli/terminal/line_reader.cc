#include "cli/terminal/line_reader.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace gatehouse::cli {

bool LineReader::Fill() {
  std::fflush(stdout);
  ssize_t got = 0;
  do {
    got = read(fd_, chunk_.data(), chunk_.size());
  } while (got < 0 && errno == EINTR);
  unread_ = {chunk_.data(), got > 0 ? static_cast<size_t>(got) : 0};
  return !unread_.empty();
}

std::optional<LineReader::Line> LineReader::Next() {
  line_.clear();
  bool too_long = false;
  if (unread_.empty() && !Fill()) return {};
  do {
    const size_t end = unread_.find('\n');
    const std::string_view part = unread_.substr(0, end);
    if (part.size() > max_bytes_ - line_.size()) {
      too_long = true;
      line_.append(part.substr(0, max_bytes_ - line_.size()));
    } else {
      line_.append(part);
    }
    unread_.remove_prefix(end == std::string_view::npos ? unread_.size() : end + 1);
    if (end != std::string_view::npos) break;
  } while (Fill());
  std::string_view text = line_;
  if (text.ends_with('\r')) text.remove_suffix(1);
  return Line{text, too_long};
}

}  // namespace gatehouse::cli
