#include "gate/inspect/prompt/matcher.h"

#include <map>
#include <utility>

#include "gate/inspect/prompt/rule_parts.h"
#include "patterns/cache.h"

namespace gatehouse::prompt {
namespace {

// An expression may match more than it must: where it began is not known, so it may be this many bytes longer.
constexpr uint32_t kSlack = 48;

// Equal expressions of several rules are looked for once.
struct Distinct {
  std::vector<patterns::Expression> expressions;
  std::vector<std::vector<uint32_t>> users;  // of each: pieces
  std::map<std::string, uint32_t, std::less<>> numbers;

  void Add(const std::string& regex, std::string_view rule, bool once, uint32_t piece) {
    const auto [at, is_new] = numbers.try_emplace(regex, static_cast<uint32_t>(expressions.size()));
    if (is_new) {
      expressions.push_back({at->second, std::string(rule), regex, patterns::kDotAll | patterns::kOnce});
      users.emplace_back();
    }
    if (!once) expressions[at->second].flags &= ~patterns::kOnce;
    users[at->second].push_back(piece);
  }
};

}  // namespace

base::Result<Matcher> Matcher::Make(std::span<const Family> families, const std::string& cache) {
  std::vector<Entry> entries;
  std::vector<Piece> pieces;
  Distinct distinct;
  for (const Family& family : families) {
    for (const Rule& rule : family.rules) {
      const auto number = static_cast<uint16_t>(entries.size());
      entries.push_back({family.signal, &rule});
      for (const Chain& chain : PartsOf(rule.regex)) {
        for (const Part& part : chain) {
          const bool first = &part == &chain.front();
          distinct.Add(part.regex, rule.name, chain.size() == 1, static_cast<uint32_t>(pieces.size()));
          pieces.push_back(
              {number, first, &part == &chain.back(), part.gap + part.least + kSlack, part.least, part.stops});
        }
      }
    }
  }
  if (entries.size() > kMaxRules) return base::Fail("There are more rules than a matcher takes");
  auto database = patterns::CompileCached(distinct.expressions, patterns::Mode::kBlock, cache, "prompt");
  if (!database) return std::unexpected(database.error());
  Matcher matcher(std::move(*database));
  matcher.entries_ = std::move(entries);
  matcher.pieces_ = std::move(pieces);
  for (const auto& users : distinct.users) {
    matcher.users_begin_.push_back(static_cast<uint32_t>(matcher.users_.size()));
    // Later parts first: a match that is both the end of one chain and its new beginning is the end.
    matcher.users_.insert(matcher.users_.end(), users.rbegin(), users.rend());
  }
  matcher.users_begin_.push_back(static_cast<uint32_t>(matcher.users_.size()));
  return matcher;
}

base::Result<MatchState> Matcher::Fit() const {
  MatchState state;
  if (const auto fits = database_.Fit(state.scratch); !fits) return std::unexpected(fits.error());
  state.ends.resize(pieces_.size());
  state.met.resize(entries_.size());
  state.found.reserve(entries_.size());
  return state;
}

void Matcher::Meet(uint32_t number, uint64_t to, std::string_view text, MatchState& state) const {
  const Piece& piece = pieces_[number];
  if (!piece.first) {
    const uint64_t before = state.ends[number - 1];
    if (before < state.base) return;  // in no scan, or in an earlier one
    const uint64_t from = before - state.base;
    if (to < from + piece.least || to > from + piece.reach) return;
    const std::string_view between = text.substr(from, to - piece.least - from);
    if (!piece.stops.empty() && between.find_first_of(piece.stops) != std::string_view::npos) return;
  }
  state.ends[number] = state.base + to;
  if (!piece.last || state.met[piece.rule] == state.scan) return;
  state.met[piece.rule] = state.scan;
  state.found.push_back(piece.rule);
}

std::span<const uint16_t> Matcher::Scan(std::string_view text, MatchState& state) const {
  state.found.clear();
  ++state.scan;
  const auto scanned = database_.Scan(text, state.scratch, [&](const patterns::Match& match) {
    for (uint32_t i = users_begin_[match.id]; i != users_begin_[match.id + 1]; ++i)
      Meet(users_[i], match.to, text, state);
    return true;
  });
  (void)scanned;  // the one way to fail is a scratch that does not fit, and this state is ours
  state.base += text.size() + 1;
  return state.found;
}

}  // namespace gatehouse::prompt
