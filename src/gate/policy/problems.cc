#include "gate/policy/problems.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace gatehouse::gate {
namespace {

constexpr size_t kMaxQuoted = 60;
constexpr size_t kMaxNearestWord = 40;  // longer words are nobody's typing mistake

// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment) between short words.
size_t EditDistance(std::string_view a, std::string_view b) {
  std::array<std::array<size_t, kMaxNearestWord + 1>, kMaxNearestWord + 1> cost{};
  for (size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
  for (size_t j = 0; j <= b.size(); ++j) cost[0][j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
      }
    }
  }
  return cost[a.size()][b.size()];
}

}  // namespace

std::string Problems::Where(const Place& place) const {
  const std::string& text = place.in_profile ? "profile " + profile_ : origin_;
  if (place.line == 0) return text;
  return text + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
}

void Problems::Add(const Place& place, std::string what, std::string mend) {
  found_.emplace(place, base::Error{std::move(what), Where(place), std::move(mend)});
}

std::vector<base::Error> Problems::Take() {
  std::vector<base::Error> errors;
  errors.reserve(found_.size());
  for (auto& [place, error] : found_) errors.push_back(std::move(error));
  found_.clear();
  return errors;
}

std::string Quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text.substr(0, kMaxQuoted)) quoted += c >= 0x20 && c < 0x7F ? c : '?';
  if (text.size() > kMaxQuoted) quoted += "...";
  return quoted + "'";
}

std::string Alternatives(const std::vector<std::string_view>& words) {
  std::string text;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

std::string_view Nearest(std::string_view typed, const std::vector<std::string_view>& words) {
  std::string_view nearest;
  size_t least = std::max<size_t>(typed.size() / 3, 1) + 1;
  if (typed.size() > kMaxNearestWord) return nearest;
  for (const std::string_view word : words) {
    if (word.size() > kMaxNearestWord) continue;
    const size_t distance = EditDistance(typed, word);
    if (distance < least) {
      least = distance;
      nearest = word;
    }
  }
  return nearest;
}

}  // namespace gatehouse::gate
