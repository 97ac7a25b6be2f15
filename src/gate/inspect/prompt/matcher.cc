#include "gate/inspect/prompt/matcher.h"

#include <algorithm>
#include <array>
#include <map>
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

// Without one of its parts a chain meets nothing.
Needs NeedsOfChain(const Chain& chain) {
  Needs needs = Needs::kNothing;
  for (const Part& part : chain) needs = std::max(needs, NeedsOf(part.regex));
  return needs;
}

// The chains of an expression, those of one part cut once more: its alternatives with equal needs are one.
std::vector<Chain> ChainsOf(std::string_view regex) {
  std::vector<Chain> chains;
  for (Chain& chain : PartsOf(regex)) {
    if (chain.size() > 1) {
      chains.push_back(std::move(chain));
      continue;
    }
    std::map<Needs, std::string> by_needs;
    for (const std::string& alternative : AlternativesOf(chain.front().regex)) {
      std::string& all = by_needs[NeedsOf(alternative)];
      all += (all.empty() ? "" : "|") + alternative;
    }
    for (auto& [needs, all] : by_needs) chains.push_back({{std::move(all), 0, {}, 0}});
  }
  return chains;
}

}  // namespace

Matcher::Group Matcher::GroupOf(Signal signal, Needs needs) {
  if (needs == Needs::kNothing) return kPlain;
  switch (signal) {
    case Signal::kMarkup:
    case Signal::kSql:
    case Signal::kSecret:
    case Signal::kPersonal:
      return needs == Needs::kMark ? kMarkedCode : kSignedCode;
    default:
      return kSignedSpeech;
  }
}

base::Result<Matcher> Matcher::Make(std::span<const Family> families, const std::string& cache) {
  Matcher matcher;
  std::array<Distinct, kGroups> distinct;
  for (const Family& family : families) {
    for (const Rule& rule : family.rules) {
      const auto number = static_cast<uint16_t>(matcher.entries_.size());
      matcher.entries_.push_back({family.signal, &rule});
      for (const Chain& chain : ChainsOf(rule.regex)) {
        Distinct& group = distinct[GroupOf(family.signal, NeedsOfChain(chain))];
        for (const Part& part : chain) {
          const bool first = &part == &chain.front();
          group.Add(part.regex, rule.name, chain.size() == 1, static_cast<uint32_t>(matcher.pieces_.size()));
          matcher.pieces_.push_back(
              {number, first, &part == &chain.back(), part.gap + part.least + kSlack, part.least, part.stops});
        }
      }
    }
  }
  if (matcher.entries_.size() > kMaxRules) return base::Fail("There are more rules than a matcher takes");
  const std::array<std::string, kGroups> names = {"prompt", "prompt-signed", "prompt-code", "prompt-marked"};
  for (size_t group = 0; group < kGroups; ++group) {
    if (distinct[group].expressions.empty()) continue;
    auto database = patterns::CompileCached(distinct[group].expressions, patterns::Mode::kBlock, cache, names[group]);
    if (!database) return std::unexpected(database.error());
    Expressions& made = matcher.groups_[group].emplace(Expressions{*std::move(database), {}, {}});
    for (const auto& users : distinct[group].users) {
      made.users_begin.push_back(static_cast<uint32_t>(made.users.size()));
      // Later parts first: a match that is both the end of one chain and its new beginning is the end.
      made.users.insert(made.users.end(), users.rbegin(), users.rend());
    }
    made.users_begin.push_back(static_cast<uint32_t>(made.users.size()));
  }
  return matcher;
}

base::Result<MatchState> Matcher::Fit() const {
  MatchState state;
  for (const auto& group : groups_) {
    if (!group) continue;
    if (const auto fits = group->database.Fit(state.scratch); !fits) return std::unexpected(fits.error());
  }
  state.ends.resize(pieces_.size());
  state.met.resize(entries_.size());
  state.first.resize(entries_.size());
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
  if (!piece.last) return;
  if (state.met[piece.rule] == state.scan) {
    state.first[piece.rule] = std::min(state.first[piece.rule], to);
    return;
  }
  state.met[piece.rule] = state.scan;
  state.first[piece.rule] = to;
  state.rules.push_back(piece.rule);
}

void Matcher::Look(const Expressions& expressions, std::string_view text, MatchState& state) const {
  const auto scanned = expressions.database.Scan(text, state.scratch, [&](const patterns::Match& match) {
    for (uint32_t i = expressions.users_begin[match.id]; i != expressions.users_begin[match.id + 1]; ++i)
      Meet(expressions.users[i], match.to, text, state);
    return true;
  });
  (void)scanned;  // the one way to fail is a scratch that does not fit, and this state is ours
}

std::span<const uint16_t> Matcher::ScanGroups(std::string_view text, const std::array<bool, kGroups>& worth,
                                              MatchState& state) const {
  state.rules.clear();
  ++state.scan;
  for (size_t group = 0; group < kGroups; ++group) {
    if (groups_[group] && worth[group]) Look(*groups_[group], text, state);
  }
  // Where several end at one place the first in the list is the first.
  std::ranges::sort(state.rules, {}, [&](uint16_t rule) { return std::pair(state.first[rule], rule); });
  state.base += text.size() + 1;
  return state.rules;
}

std::span<const uint16_t> Matcher::Scan(std::string_view text, ReadBy read_by, MatchState& state) const {
  const bool code = read_by == ReadBy::kAnyone;
  const bool has_sign = HoldsSign(text);
  return ScanGroups(text, {true, has_sign, code && has_sign, code && has_sign && HoldsMark(text)}, state);
}

std::span<const uint16_t> Matcher::ScanForAll(std::string_view text, MatchState& state) const {
  return ScanGroups(text, {true, true, true, true}, state);
}

}  // namespace gatehouse::prompt
