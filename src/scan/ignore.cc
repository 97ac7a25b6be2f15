#include "scan/ignore.h"

#include <algorithm>

#include "base/ascii.h"

namespace gatehouse::scan {
namespace {

constexpr size_t kMaxSteps = 100'000;  // of one comparison: "*a*a*a*b" must not take for ever

// One set "[a-z]", at its '['. `at` moves behind it; a set that does not end is a plain '['.
bool InSet(std::string_view pattern, size_t& at, char c) {
  size_t i = at + 1;
  const bool inverted = i < pattern.size() && (pattern[i] == '!' || pattern[i] == '^');
  if (inverted) ++i;
  bool in = false;
  for (bool first = true; i < pattern.size() && (first || pattern[i] != ']'); first = false, ++i) {
    const char low = pattern[i];
    if (i + 2 < pattern.size() && pattern[i + 1] == '-' && pattern[i + 2] != ']') {
      in = in || (low <= c && c <= pattern[i + 2]);
      i += 2;
    } else {
      in = in || low == c;
    }
  }
  if (i >= pattern.size()) {
    ++at;
    return c == '[';
  }
  at = i + 1;
  return in != inverted && c != '/';
}

bool Fits(std::string_view pattern, std::string_view path, size_t& steps) {
  size_t at = 0;
  while (at < pattern.size()) {
    if (++steps > kMaxSteps) return false;
    if (pattern.substr(at).starts_with("**")) {
      const std::string_view rest = pattern.substr(at + 2);
      if (rest.empty()) return true;
      if (rest.starts_with('/')) {  // "**/": any number of folders, none too
        for (size_t from = 0;;) {
          if (Fits(rest.substr(1), path.substr(from), steps)) return true;
          const size_t slash = path.find('/', from);
          if (slash == std::string_view::npos) return false;
          from = slash + 1;
        }
      }
    }
    if (pattern[at] == '*') {
      size_t next = at;
      while (next < pattern.size() && pattern[next] == '*') ++next;
      for (size_t skip = 0;; ++skip) {
        if (Fits(pattern.substr(next), path.substr(skip), steps)) return true;
        if (skip >= path.size() || path[skip] == '/') return false;
      }
    }
    if (path.empty()) return false;
    if (pattern[at] == '[') {
      if (!InSet(pattern, at, path.front())) return false;
    } else if (pattern[at] == '?') {
      if (path.front() == '/') return false;
      ++at;
    } else {
      if (pattern[at] == '\\' && at + 1 < pattern.size()) ++at;
      if (pattern[at] != path.front()) return false;
      ++at;
    }
    path.remove_prefix(1);
  }
  return path.empty();
}

template <typename Visit>
void ForEachLine(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    while (line.ends_with(' ') && !line.ends_with("\\ ")) line.remove_suffix(1);
    if (!line.empty() && !line.starts_with('#')) visit(line);
  }
}

}  // namespace

bool IsFingerprint(std::string_view text) { return text.size() == kFingerprintDigits && base::AllHex(text); }

IgnoreList::IgnoreList(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  ForEachLine(text, [this](std::string_view line) {
    Line parsed;
    if (line.starts_with('!')) {
      parsed.takes_back = true;
      line.remove_prefix(1);
    }
    if (line.starts_with("\\!") || line.starts_with("\\#")) line.remove_prefix(1);
    if (line.ends_with('/')) {
      parsed.folders_only = true;
      line.remove_suffix(1);
    }
    parsed.anchored = line.contains('/');
    if (line.starts_with('/')) line.remove_prefix(1);
    if (line.empty()) return;
    parsed.pattern = line;
    lines_.push_back(std::move(parsed));
  });
}

std::optional<bool> IgnoreList::Decide(std::string_view path, bool is_folder) const {
  const size_t slash = path.rfind('/');
  const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  for (auto line = lines_.rbegin(); line != lines_.rend(); ++line) {
    if (line->folders_only && !is_folder) continue;
    size_t steps = 0;
    if (Fits(line->pattern, line->anchored ? path : name, steps)) return !line->takes_back;
  }
  return {};
}

IgnoreFile IgnoreFile::Parse(std::string_view text) {
  IgnoreFile file;
  std::string paths;
  ForEachLine(text, [&](std::string_view line) {
    if (IsFingerprint(line)) {
      file.fingerprints.emplace_back(line);
    } else {
      paths.append(line).append("\n");
    }
  });
  file.paths = IgnoreList(paths);
  return file;
}

bool IgnoreFile::LeavesOut(std::string_view path) const {
  if (paths.empty()) return false;
  for (size_t slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/', slash + 1)) {
    if (paths.Decide(path.substr(0, slash), true).value_or(false)) return true;
  }
  return paths.Decide(path, false).value_or(false);
}

}  // namespace gatehouse::scan
