#include "scan/finding.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/bytes.h"
#include "base/crypto.h"

namespace gatehouse::scan {
namespace {

// Characters of UTF-8, or bytes.
size_t Characters(std::string_view text) {
  if (!base::IsUtf8(text)) return text.size();
  return static_cast<size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

bool IsAllowed(std::string_view line, const Rule& rule) {
  for (size_t at = line.find(kAllow); at != std::string_view::npos; at = line.find(kAllow, at + 1)) {
    const std::string_view rest = line.substr(at + kAllow.size());
    if (!rest.starts_with('=')) return true;
    const std::string_view named =
        rest.substr(1, rest.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-", 1) - 1);
    if (named == rule.id) return true;
  }
  return false;
}

}  // namespace

std::string Finding::Fingerprint() const {
  const auto digest = crypto::Sha256(fmt::format("gatehouse scan 1\n{}\n{}\n{}", rule->id, file, secret));
  return base::HexEncode({reinterpret_cast<const char*>(digest.data()), 8});
}

std::string Finding::Redacted() const {
  constexpr size_t kShown = 4;
  constexpr size_t kLong = 20;  // from here on four characters tell nothing of the rest
  if (secret.starts_with("-----BEGIN")) return "-----BEGIN…";
  const std::string_view shown =
      secret.size() >= kLong ? std::string_view(secret).substr(0, kShown) : std::string_view();
  return fmt::format("{}…({})", shown, secret.size());
}

std::vector<Finding> Locate(std::string_view text, std::vector<Hit> hits, std::string_view file, size_t first_line) {
  std::vector<Finding> findings;
  size_t line = first_line;
  size_t counted = 0;  // bytes whose lines are counted
  for (Hit& hit : hits) {
    line += static_cast<size_t>(std::ranges::count(text.substr(counted, hit.from - counted), '\n'));
    counted = hit.from;
    const size_t before = text.substr(0, hit.from).rfind('\n');
    const size_t begin = before == std::string_view::npos ? 0 : before + 1;
    const size_t end = std::min(text.find('\n', hit.from), text.size());
    if (IsAllowed(text.substr(begin, end - begin), *hit.rule)) continue;
    const size_t column = Characters(text.substr(begin, hit.from - begin)) + 1;
    findings.push_back({.rule = hit.rule,
                        .file = std::string(file),
                        .line = line,
                        .column = column,
                        .end_column = column + Characters(text.substr(hit.from, std::min(hit.to, end) - hit.from)),
                        .encoded = hit.encoded,
                        .secret = std::move(hit.secret)});
  }
  return findings;
}

bool Before(const Finding& a, const Finding& b) {
  const auto key = [](const Finding& finding) {
    return std::tie(finding.file, finding.line, finding.column, finding.rule->id, finding.commit);
  };
  return key(a) < key(b);
}

}  // namespace gatehouse::scan
