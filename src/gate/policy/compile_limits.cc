// Lists of rate limits, wherever the policy writes one (rows B11 A13 C11).
#include <algorithm>
#include <tuple>

#include "gate/policy/compile.h"
#include "gate/respond/rate_headers.h"

namespace gatehouse::gate {
namespace {

constexpr size_t kMaxLimits = 16;  // of one route, or of the gate: bounds the work of GiveBack

// The most specific limits come first; among equally specific ones, the shortest window.
auto LimitRank(const Limit& limit) {
  const int width = limit.scope == LimitScope::kAddress    ? 0
                    : limit.scope == LimitScope::kIdentity ? 1
                    : limit.scope == LimitScope::kClaim    ? 2
                                                           : 3;
  return std::tuple(width, limit.window, limit.count);
}

}  // namespace

std::vector<Limit> ReadLimits(Compilation& c, const std::vector<const TextNode*>& texts, std::string_view label,
                              LimitScope fallback) {
  std::vector<Limit> limits;
  for (const TextNode* node : texts) {
    auto limit = ParseLimit(node->text, fallback);
    if (!limit) {
      c.problems.Add(node->place, Quoted(node->text) + ": " + limit.error().what, limit.error().fix);
      continue;
    }
    limit->id = StableHash(std::string(label) + "\n" + limit->Text());
    limit->rate_policy = RateLimitPolicyValue(limit->name, limit->count, limit->window);
    if (std::ranges::find(limits, limit->id, &Limit::id) != limits.end()) {
      c.problems.Add(node->place, "The limit " + Quoted(node->text) + " is written twice", "keep one");
    } else if (limits.size() == kMaxLimits) {
      c.problems.Add(node->place, "More than " + std::to_string(kMaxLimits) + " limits", "take some out");
      break;
    } else {
      limits.insert(std::ranges::upper_bound(limits, LimitRank(*limit), {}, LimitRank), *limit);
    }
  }
  return limits;
}

}  // namespace gatehouse::gate
