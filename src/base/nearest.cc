#include "base/nearest.h"

#include <algorithm>
#include <array>

namespace gatehouse::base {

size_t EditDistance(std::string_view a, std::string_view b) {
  std::array<std::array<size_t, kMaxNearestWord + 1>, kMaxNearestWord + 1> cost{};
  for (size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
  for (size_t j = 0; j <= b.size(); ++j) cost[0][j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, replaced});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
    }
  }
  return cost[a.size()][b.size()];
}

std::string_view Nearest(std::string_view typed, std::span<const std::string_view> known) {
  std::string_view nearest;
  if (typed.empty() || typed.size() > kMaxNearestWord) return nearest;
  size_t least = std::max<size_t>(typed.size() / 3, 1) + 1;
  for (const std::string_view word : known) {
    if (word.size() > kMaxNearestWord) continue;
    const size_t distance = EditDistance(typed, word);
    if (distance < least) {
      least = distance;
      nearest = word;
    }
  }
  return nearest;
}

std::string Alternatives(std::span<const std::string_view> words) {
  std::string text;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

}  // namespace gatehouse::base
