#include "gate/inspect/prompt/matcher.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "gate/inspect/prompt/marks.h"
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
  Matcher matcher;
  Distinct plain;
  Distinct marked;
  for (const Family& family : families) {
    for (const Rule& rule : family.rules) {
      const auto number = static_cast<uint16_t>(matcher.entries_.size());
      matcher.entries_.push_back({family.signal, &rule});
      for (const Chain& chain : PartsOf(rule.regex)) {
        // Without one of its parts a chain meets nothing.
        const bool needs_mark = std::ranges::any_of(chain, [](const Part& part) { return AlwaysMarked(part.regex); });
        Distinct& distinct = needs_mark ? marked : plain;
        for (const Part& part : chain) {
          const bool first = &part == &chain.front();
          distinct.Add(part.regex, rule.name, chain.size() == 1, static_cast<uint32_t>(matcher.pieces_.size()));
          matcher.pieces_.push_back(
              {number, first, &part == &chain.back(), part.gap + part.least + kSlack, part.least, part.stops});
        }
      }
    }
  }
  if (matcher.entries_.size() > kMaxRules) return base::Fail("There are more rules than a matcher takes");
  for (const auto& [distinct, name, made] :
       {std::tuple(&plain, "prompt", &matcher.plain_), std::tuple(&marked, "prompt-marked", &matcher.marked_)}) {
    if (distinct->expressions.empty()) continue;
    auto database = patterns::CompileCached(distinct->expressions, patterns::Mode::kBlock, cache, name);
    if (!database) return std::unexpected(database.error());
    made->emplace(Expressions{*std::move(database), {}, {}});
    for (const auto& users : distinct->users) {
      (*made)->users_begin.push_back(static_cast<uint32_t>((*made)->users.size()));
      // Later parts first: a match that is both the end of one chain and its new beginning is the end.
      (*made)->users.insert((*made)->users.end(), users.rbegin(), users.rend());
    }
    (*made)->users_begin.push_back(static_cast<uint32_t>((*made)->users.size()));
  }
  return matcher;
}

base::Result<MatchState> Matcher::Fit() const {
  MatchState state;
  for (const auto* each : {&plain_, &marked_}) {
    if (!*each) continue;
    if (const auto fits = (*each)->database.Fit(state.scratch); !fits) return std::unexpected(fits.error());
  }
  state.ends.resize(pieces_.size());
  state.met.resize(entries_.size());
  state.found.reserve(entries_.size());
  state.rules.reserve(entries_.size());
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
  state.found.push_back({to, piece.rule});
}

void Matcher::Look(const Expressions& expressions, std::string_view text, MatchState& state) const {
  const auto scanned = expressions.database.Scan(text, state.scratch, [&](const patterns::Match& match) {
    for (uint32_t i = expressions.users_begin[match.id]; i != expressions.users_begin[match.id + 1]; ++i)
      Meet(expressions.users[i], match.to, text, state);
    return true;
  });
  (void)scanned;  // the one way to fail is a scratch that does not fit, and this state is ours
}

std::span<const uint16_t> Matcher::Scan(std::string_view text, MatchState& state) const {
  state.found.clear();
  state.rules.clear();
  ++state.scan;
  if (plain_) Look(*plain_, text, state);
  if (marked_ && HoldsMark(text)) Look(*marked_, text, state);
  std::ranges::stable_sort(state.found, {}, &MatchState::Found::to);
  for (const MatchState::Found& each : state.found) state.rules.push_back(each.rule);
  state.base += text.size() + 1;
  return state.rules;
}

}  // namespace gatehouse::prompt
