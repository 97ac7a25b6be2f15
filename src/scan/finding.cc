#include "scan/finding.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "base/bytes.h"
#include "base/crypto.h"
#include "scan/named_file.h"

namespace gatehouse::scan {
namespace {

// Characters of UTF-8, or bytes.
size_t Characters(std::string_view text) {
  if (!base::IsUtf8(text)) return text.size();
  return static_cast<size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

// A line with the hits in it, from left to right. It is read once, however many there are.
class HitLine {
 public:
  // `begin`: a byte of the text at which a line begins.
  HitLine(std::string_view text, size_t begin)
      : text_(text), counted_to_(begin), end_(std::min(text.find('\n', begin), text.size())) {
    const std::string_view line = text.substr(begin, end_ - begin);
    for (size_t at = line.find(kAllow); at != std::string_view::npos; at = line.find(kAllow, at + 1)) {
      const std::string_view rest = line.substr(at + kAllow.size());
      if (rest.starts_with('='))
        allowed_.insert(rest.substr(1, rest.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-", 1) - 1));
      else
        allows_all_ = true;
    }
  }

  [[nodiscard]] size_t end() const { return end_; }
  [[nodiscard]] bool Allows(const Rule& rule) const { return allows_all_ || allowed_.contains(rule.id); }

  // In characters, or, from the first byte on that is not UTF-8, in bytes of the whole line. `at` never goes back.
  [[nodiscard]] size_t ColumnOf(size_t at) {
    const std::string_view more = text_.substr(counted_to_, at - counted_to_);
    is_utf8_ = is_utf8_ && base::IsUtf8(more);
    bytes_ += more.size();
    characters_ += Characters(more);
    counted_to_ = at;
    return (is_utf8_ ? characters_ : bytes_) + 1;
  }

 private:
  std::string_view text_;
  size_t counted_to_ = 0;
  size_t end_ = 0;
  bool allows_all_ = false;
  std::set<std::string_view> allowed_;  // ids of rules
  bool is_utf8_ = true;
  size_t bytes_ = 0;
  size_t characters_ = 0;
};

}  // namespace

std::string Finding::Fingerprint() const {
  const auto digest = crypto::Sha256(fmt::format("gatehouse scan 1\n{}\n{}\n{}", rule->id, file, secret));
  return base::HexEncode({reinterpret_cast<const char*>(digest.data()), 8});
}

std::string Finding::Redacted() const {
  constexpr size_t kShown = 4;
  constexpr size_t kLong = 20;  // from here on four characters tell nothing of the rest
  if (secret.starts_with("-----BEGIN")) return "-----BEGIN…";
  size_t end = secret.size() >= kLong ? kShown : 0;
  while (end > 0 && (secret[end] & 0xC0) == 0x80) --end;  // no half of a character
  const std::string_view shown = std::string_view(secret).substr(0, end);
  return fmt::format("{}…({})", shown, secret.size());
}

std::vector<Finding> Locate(std::string_view text, std::vector<Hit> hits, std::string_view file, size_t first_line) {
  std::vector<Finding> findings;
  size_t line = first_line;
  size_t counted = 0;  // bytes whose lines are counted
  std::optional<HitLine> here;
  for (Hit& hit : hits) {
    const std::string_view passed = text.substr(counted, hit.from - counted);
    const size_t feed = passed.rfind('\n');
    if (!here || feed != std::string_view::npos)
      here.emplace(text, feed == std::string_view::npos ? 0 : counted + feed + 1);
    line += static_cast<size_t>(std::ranges::count(passed, '\n'));
    counted = hit.from;
    if (here->Allows(*hit.rule) || (!file.empty() && !CountsIn(*hit.rule, file))) continue;
    const size_t column = here->ColumnOf(hit.from);
    const size_t end = here->end();
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
