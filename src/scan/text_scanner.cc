#include "scan/text_scanner.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

#include "base/utf8.h"

namespace gatehouse::scan {
namespace {

constexpr size_t kSniffBytes = 8000;        // git's
constexpr size_t kMaxCandidates = 1 << 20;  // of one text; more is not text
constexpr size_t kMaxDecoded = 1 << 20;

bool IsPrintable(char c) { return (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\r' || c == '\t'; }

// What a run of base64 says, where that is text; padding and the bits of an incomplete end are left out.
bool Decode(std::string_view run, std::string& text) {
  text.clear();
  uint32_t bits = 0;
  int count = 0;
  for (const char c : run) {
    bits = bits << 6 | static_cast<uint32_t>(Base64Value(c));
    count += 6;
    if (count < 8) continue;
    count -= 8;
    const char byte = static_cast<char>(bits >> count & 0xFF);
    if (!IsPrintable(byte)) return false;
    text += byte;
    if (text.size() > kMaxDecoded) return true;
  }
  return true;
}

bool Overlap(const Hit& a, const Hit& b) { return a.from < b.to && b.from < a.to; }

}  // namespace

base::Result<TextScanner> TextScanner::For(const RuleSet& rules) {
  TextScanner scanner(rules);
  if (const auto fit = rules.Fit(scanner.scratch_); !fit) return std::unexpected(fit.error());
  scanner.confirmed_to_.resize(rules.rules().size());
  return scanner;
}

base::Result<> TextScanner::Look(std::string_view text, std::span<const Run> runs, bool binary,
                                 std::vector<Hit>& hits) {
  candidates_.clear();
  const auto searched = rules_.Search(text, runs, scratch_, [this](const patterns::Match& match) {
    candidates_.push_back({match.id, match.to});
    return candidates_.size() < kMaxCandidates;
  });
  if (!searched) return searched;
  if (candidates_.empty()) return {};
  std::ranges::fill(confirmed_to_, 0);
  for (const Candidate& candidate : candidates_) {
    const Rule* const rule = rules_.rules()[candidate.id];
    if (binary && rule->kind != Rule::Kind::kKnown) continue;
    if (candidate.to <= confirmed_to_[candidate.id]) continue;
    const auto confirmed = rules_.Confirm(candidate.id, text, candidate.to, confirmed_to_[candidate.id]);
    if (!confirmed) continue;
    confirmed_to_[candidate.id] = confirmed->to;
    hits.push_back({.rule = rule,
                    .number = candidate.id,
                    .from = confirmed->from,
                    .to = confirmed->to,
                    .secret = std::string(text.substr(confirmed->from, confirmed->to - confirmed->from))});
  }
  return {};
}

base::Result<> TextScanner::LookDecoded(std::string_view text, std::vector<Hit>& hits) {
  std::string decoded;
  std::vector<Run> runs;
  std::vector<Hit> inside;
  for (const Run& run : runs_) {
    if (!Decode(text.substr(run.from, run.size()), decoded)) continue;
    FindRuns(decoded, runs);
    inside.clear();
    if (const auto looked = Look(decoded, runs, false, inside); !looked) return looked;
    for (Hit& hit : inside) {
      hit.from = run.from;
      hit.to = run.to;
      hit.encoded = true;
      hits.push_back(std::move(hit));
    }
  }
  return {};
}

base::Result<std::vector<Hit>> TextScanner::Scan(std::string_view text, bool binary) {
  std::vector<Hit> hits;
  runs_.clear();  // binary files have neither base64 that is opened nor keys that only a name tells
  if (!binary) FindRuns(text, runs_);
  if (const auto looked = Look(text, runs_, binary, hits); !looked) return std::unexpected(looked.error());
  if (!binary) {
    if (const auto looked = LookDecoded(text, hits); !looked) return std::unexpected(looked.error());
  }
  if (hits.empty()) return hits;
  // The rules stand in the order of how telling they are.
  std::vector<size_t> order(hits.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::sort(order, {}, [&](size_t i) { return std::tuple(hits[i].number, hits[i].from, i); });
  std::map<size_t, Hit> kept;  // by where each begins; none overlaps another
  for (const size_t i : order) {
    const auto behind = kept.lower_bound(hits[i].from);
    const bool is_free = (behind == kept.end() || !Overlap(hits[i], behind->second)) &&
                         (behind == kept.begin() || !Overlap(hits[i], std::prev(behind)->second));
    if (is_free) kept.emplace_hint(behind, hits[i].from, std::move(hits[i]));
  }
  hits.clear();
  for (auto& [from, hit] : kept) hits.push_back(std::move(hit));
  return hits;
}

bool IsBinary(std::string_view text) { return text.substr(0, kSniffBytes).contains('\0'); }

bool LooksUtf16(std::string_view bytes) { return bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF"); }

bool FromUtf16(std::string_view bytes, std::string& text) {
  if (!LooksUtf16(bytes)) return false;
  const bool little = bytes.starts_with("\xFF");
  const auto unit = [&](size_t at) {
    const auto low = static_cast<unsigned char>(bytes[at + (little ? 0 : 1)]);
    const auto high = static_cast<unsigned char>(bytes[at + (little ? 1 : 0)]);
    return static_cast<uint32_t>(high << 8 | low);
  };
  text.clear();
  text.reserve(bytes.size() / 2 * 3);
  for (size_t at = 2; at + 1 < bytes.size(); at += 2) {
    uint32_t point = unit(at);
    if (point >= 0xD800 && point < 0xDC00 && at + 3 < bytes.size()) {
      point = 0x10000 + ((point - 0xD800) << 10 | (unit(at + 2) & 0x3FF));
      at += 2;
    }
    base::AppendUtf8(text, point);
  }
  return true;
}

}  // namespace gatehouse::scan
