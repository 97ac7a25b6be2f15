#include "gate/inspect/prompt/matcher.h"

#include <algorithm>
#include <array>
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
constexpr size_t kAroundEnd = 2;           // the character before a match, and the line break that may stand behind $
constexpr size_t kMaxWindows = 64;         // what is around further leads joins the last one
constexpr size_t kFull = 16 * kManyLeads;  // a text with many leads in so many of its first bytes is full of them

}  // namespace

// Equal expressions of several rules are looked for once.
struct Matcher::Distinct {
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

  // Vectorscan looks at every second place only if no text that it looks for is shorter than three bytes: of thousands
  // of texts, twice as many then seem to be there. Control characters stand in no normalised text.
  void LookAtEachPlace() {
    expressions.push_back({static_cast<uint32_t>(expressions.size()), "each place", "\\x01\\x02", patterns::kOnce});
    users.emplace_back();
  }
};

namespace {

// Without one of its parts a chain meets nothing.
Needs NeedsOfChain(const Chain& chain) {
  Needs needs = Needs::kNothing;
  for (const Part& part : chain) needs = std::max(needs, part.facts.needs);
  return needs;
}

std::bitset<256> BytesIn(std::string_view text) {
  std::bitset<256> bytes;
  for (const char c : text) bytes.set(static_cast<uint8_t>(c));
  return bytes;
}

uint32_t ReachOf(const Part& part) { return part.gap + part.facts.least + kSlack; }

// What is found most seldom: as the rule states, or else the part whose letters are the rarest. None, where that would
// be the whole chain, or where a look at a stretch of the text does not tell whether it is at the text's beginning or
// end: one that has no limit towards the beginning begins there. How far the chain goes before and behind it is counted
// for the whole chain.
std::optional<Lead> LeadOf(const Chain& chain) {
  if (std::ranges::any_of(chain, [](const Part& part) { return part.facts.holds_end; })) return std::nullopt;
  const Part& rarest = *std::ranges::min_element(
      chain, {}, [](const Part& part) { return std::pair(!part.lead.has_value(), part.facts.odds); });
  if (!rarest.lead && chain.size() == 1) return std::nullopt;
  Lead lead = rarest.lead.value_or(Lead{rarest.regex, rarest.facts.most, 0});
  uint32_t before = 0;
  for (const Part* part = chain.data(); part != &rarest; ++part)
    before = std::max(before == 0 ? 0 : Sum(before, ReachOf(*part)), part->facts.most);
  if (before != 0) lead.before = std::max(lead.before, Sum(before, ReachOf(rarest)));
  for (const Part* part = &rarest + 1; part != chain.data() + chain.size(); ++part)
    lead.behind = Sum(lead.behind, ReachOf(*part));
  const bool anchored = std::ranges::any_of(chain, [](const Part& part) { return part.facts.anchored; });
  if (anchored && lead.before != kUnbounded) return std::nullopt;
  return lead;
}

// So that it is enough to look at the text's end.
bool EndsWithText(const Facts& facts) { return facts.at_end && facts.most != kUnbounded; }

// The chains of an expression, those of one part cut once more: its alternatives with equal needs are one. Those that
// state a lead, and those that end with the text, are apart.
std::vector<Chain> ChainsOf(std::string_view regex) {
  std::vector<Chain> chains;
  for (Chain& chain : PartsOf(regex)) {
    if (chain.size() > 1) {
      chains.push_back(std::move(chain));
      continue;
    }
    std::map<std::pair<Needs, bool>, std::string> by_facts;
    for (const std::string& alternative : AlternativesOf(chain.front().regex)) {
      Part part = PartOf(alternative);
      if (part.lead) {
        chains.push_back({std::move(part)});
        continue;
      }
      std::string& all = by_facts[{part.facts.needs, EndsWithText(part.facts)}];
      all += (all.empty() ? "" : "|") + alternative;
    }
    for (auto& [facts, all] : by_facts) chains.push_back({PartOf(std::move(all))});
  }
  return chains;
}

}  // namespace

Matcher::GroupName Matcher::GroupOf(Signal signal, const Chain& chain) {
  const Needs needs = NeedsOfChain(chain);
  if (needs == Needs::kNothing) return kPlain;
  switch (signal) {
    case Signal::kMarkup:
    case Signal::kSql:
      if (chain.size() == 1 && EndsWithText(chain.front().facts)) return kCodeAtEnd;
      return needs == Needs::kMark ? kMarkedCode : kSignedCode;
    case Signal::kSecret:
      return kSignedCode;
    case Signal::kPersonal:
      if (needs == Needs::kMark) return kSignedCode;
      return chain.front().facts.begins_with_letter ? kAccounts : kNumbers;
    default:
      return kSignedSpeech;
  }
}

base::Result<Matcher::Expressions> Matcher::Compile(const Distinct& distinct, const std::string& cache,
                                                    const std::string& name) {
  auto database = patterns::CompileCached(distinct.expressions, patterns::Mode::kBlock, cache, name);
  if (!database) return std::unexpected(database.error());
  Expressions made{*std::move(database), {}, {}};
  for (const auto& users : distinct.users) {
    made.users_begin.push_back(static_cast<uint32_t>(made.users.size()));
    // Later parts first: a match that is both the end of one chain and its new beginning is the end.
    made.users.insert(made.users.end(), users.rbegin(), users.rend());
  }
  made.users_begin.push_back(static_cast<uint32_t>(made.users.size()));
  return made;
}

base::Result<Matcher> Matcher::Make(std::span<const Family> families, const std::string& cache) {
  Matcher matcher;
  std::array<Distinct, kGroups> everywhere;
  Distinct plain_without_leads;
  Distinct together;
  std::map<std::pair<GroupName, Signal>, Distinct> around_leads;
  for (const Family& family : families) {
    for (const Rule& rule : family.rules) {
      const auto number = static_cast<uint16_t>(matcher.entries_.size());
      matcher.entries_.push_back({family.signal, &rule});
      for (const Chain& chain : ChainsOf(rule.regex)) {
        const GroupName group = GroupOf(family.signal, chain);
        const std::optional<Lead> lead = LeadOf(chain);
        const auto look_everywhere = [&](const std::string& regex, bool once, uint32_t piece) {
          everywhere[group].Add(regex, rule.name, once, piece);
          if (IsTogether(group)) together.Add(regex, rule.name, once, piece);
        };
        if (lead) {
          look_everywhere(lead->regex, false, static_cast<uint32_t>(matcher.pieces_.size()));
          matcher.pieces_.push_back({.rule = number, .lead = true, .before = lead->before, .behind = lead->behind});
        }
        if (group == kCodeAtEnd) matcher.end_ = std::max(matcher.end_, kAroundEnd + chain.front().facts.most);
        for (const Part& part : chain) {
          const auto piece = static_cast<uint32_t>(matcher.pieces_.size());
          matcher.pieces_.push_back({.rule = number,
                                     .first = &part == &chain.front(),
                                     .last = &part == &chain.back(),
                                     .reach = ReachOf(part),
                                     .least = part.facts.least,
                                     .stops = BytesIn(part.stops)});
          if (lead) {
            around_leads[{group, family.signal}].Add(part.regex, rule.name, chain.size() == 1, piece);
          } else {
            look_everywhere(part.regex, chain.size() == 1, piece);
            if (group == kPlain) plain_without_leads.Add(part.regex, rule.name, chain.size() == 1, piece);
          }
        }
      }
    }
  }
  if (matcher.entries_.size() > kMaxRules) return base::Fail("There are more rules than a matcher takes");
  if (!everywhere[kPlain].expressions.empty()) everywhere[kPlain].LookAtEachPlace();
  const std::array<std::string, kGroups> names = {"prompt",          "prompt-signed",  "prompt-code", "prompt-marked",
                                                  "prompt-accounts", "prompt-numbers", "prompt-end"};
  for (size_t group = 0; group < kGroups; ++group) {
    if (everywhere[group].expressions.empty()) continue;
    auto made = Compile(everywhere[group], cache, names[group]);
    if (!made) return std::unexpected(made.error());
    matcher.everywhere_[group] = *std::move(made);
  }
  for (const auto& [distinct, name, to] :
       {std::tuple(&together, "prompt-together", &matcher.together_),
        std::tuple(&plain_without_leads, "prompt-without-leads", &matcher.plain_without_leads_)}) {
    if (distinct->expressions.empty()) continue;
    auto made = Compile(*distinct, cache, name);
    if (!made) return std::unexpected(made.error());
    *to = *std::move(made);
  }
  for (const auto& [kin, distinct] : around_leads) {
    const auto [group, signal] = kin;
    auto made = Compile(distinct, cache, names[group] + "-" + std::string(Describe(signal).name));
    if (!made) return std::unexpected(made.error());
    for (const auto& users : distinct.users) {
      for (const uint32_t piece : users) {
        if (matcher.pieces_[piece].first) matcher.pieces_[piece - 1].kin = static_cast<uint16_t>(matcher.kins_.size());
      }
    }
    matcher.kins_.push_back({group, signal, *std::move(made)});
  }
  return matcher;
}

base::Result<MatchState> Matcher::Fit() const {
  MatchState state;
  const auto fit = [&](const Expressions& expressions) { return expressions.database.Fit(state.scratch); };
  for (const auto& expressions : everywhere_) {
    if (!expressions) continue;
    if (const auto fits = fit(*expressions); !fits) return std::unexpected(fits.error());
  }
  for (const auto* expressions : {&together_, &plain_without_leads_}) {
    if (!*expressions) continue;
    if (const auto fits = fit(**expressions); !fits) return std::unexpected(fits.error());
  }
  for (const Kin& kin : kins_) {
    if (const auto fits = fit(kin.parts); !fits) return std::unexpected(fits.error());
  }
  state.ends.resize(pieces_.size());
  state.met.resize(entries_.size());
  state.first.resize(entries_.size());
  state.rules.reserve(entries_.size());
  state.windows.resize(kins_.size());
  for (auto& windows : state.windows) windows.reserve(kMaxWindows);
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
    const auto stops = [&](char c) { return piece.stops[static_cast<uint8_t>(c)]; };
    if (piece.stops.any() && std::ranges::any_of(between, stops)) return;
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

// Calls on_piece(number, end) for each match, which returns whether to go on. False if it ended the search.
template <typename OnPiece>
bool Matcher::ForEachPiece(const Expressions& expressions, std::string_view text, MatchState& state, OnPiece on_piece) {
  const auto whole = expressions.database.Scan(text, state.scratch, [&](const patterns::Match& match) {
    for (uint32_t i = expressions.users_begin[match.id]; i != expressions.users_begin[match.id + 1]; ++i) {
      if (!on_piece(expressions.users[i], match.to)) return false;
    }
    return true;
  });
  return *whole;  // the one way to fail is a scratch that does not fit, and this state is ours
}

// Adds what is around a lead that ends at `to`: all of the words that the lead's chain may be in.
void Matcher::Widen(const Piece& lead, size_t to, std::string_view text, std::vector<Window>& windows) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\n'; };
  Window window{to - std::min<size_t>(to, lead.before), std::min<size_t>(text.size(), to + lead.behind)};
  const size_t settled = windows.empty() ? 0 : windows.back().end;
  if (!windows.empty() && window.begin >= windows.back().begin && window.end <= settled) return;
  if (window.end > settled) {
    while (window.end < text.size() && !is_blank(text[window.end])) ++window.end;
  }
  const auto join = [&] {
    while (!windows.empty() && (window.begin <= windows.back().end || windows.size() == kMaxWindows)) {
      window = {std::min(window.begin, windows.back().begin), std::max(window.end, windows.back().end)};
      windows.pop_back();
    }
  };
  join();
  const size_t taken = windows.empty() ? 0 : windows.back().end;
  while (window.begin > taken && !is_blank(text[window.begin - 1])) --window.begin;
  join();
  windows.push_back(window);
}

// Looks for leads, and for chains that have none, in the text from `begin` on. Stops at a lead in the first `full`
// bytes if there are many already, and returns false.
bool Matcher::LookFor(const std::optional<Expressions>& expressions, std::string_view text, size_t begin, size_t full,
                      MatchState& state, std::span<const bool> known) const {
  if (!expressions) return true;
  return ForEachPiece(*expressions, text.substr(begin), state, [&](uint32_t number, uint64_t to) {
    const Piece& piece = pieces_[number];
    to += begin;
    if (!piece.lead) {
      Meet(number, to, text, state);
      return true;
    }
    if (known.empty() || !known[piece.rule]) Widen(piece, to, text, state.windows[piece.kin]);
    return ++state.leads < kManyLeads || to > full;
  });
}

// In a text that is full of leads the chains of kPlain are looked for everywhere: around each lead would be more.
void Matcher::LookForPlain(std::string_view text, MatchState& state, std::span<const bool> known) const {
  state.full = !LookFor(everywhere_[kPlain], text, 0, kFull, state, known);
  if (!state.full) return;
  state.base += text.size() + 1;
  (void)LookFor(plain_without_leads_, text, 0, 0, state, known);
  for (size_t i = 0; i < kins_.size(); ++i) {
    if (kins_[i].group == kPlain) state.windows[i].assign(1, {0, text.size()});
  }
}

void Matcher::LookAroundLeads(const Kin& kin, std::string_view text, std::vector<Window>& windows,
                              MatchState& state) const {
  for (const Window& window : windows) {
    if (state.matches == kMaxMatches) break;
    state.around += window.end - window.begin;
    (void)ForEachPiece(kin.parts, text.substr(window.begin, window.end - window.begin), state,
                       [&](uint32_t number, uint64_t to) {
                         Meet(number, window.begin + to, text, state);
                         return ++state.matches < kMaxMatches;
                       });
  }
  windows.clear();
}

std::span<const uint16_t> Matcher::ScanGroups(std::string_view text, const std::array<bool, kGroups>& worth,
                                              Where where, MatchState& state, std::span<const bool> known) const {
  state.rules.clear();
  state.leads = 0;
  state.matches = 0;
  state.around = 0;
  ++state.scan;
  const bool together =
      where == Where::kAroundLeads && std::ranges::all_of(kTogether, [&](GroupName group) { return worth[group]; });
  LookForPlain(text, state, known);
  if (together) (void)LookFor(together_, text, 0, 0, state, known);
  for (size_t group = kPlain + 1; group < kGroups; ++group) {
    if (!worth[group] || (together && IsTogether(group))) continue;
    const bool only_end = group == kCodeAtEnd && where == Where::kAroundLeads && text.size() > end_;
    (void)LookFor(everywhere_[group], text, only_end ? text.size() - end_ : 0, 0, state, known);
  }
  for (size_t i = 0; i < kins_.size(); ++i) {
    auto& windows = state.windows[i];
    if (where == Where::kEverywhere) windows.assign(1, {0, text.size()});
    LookAroundLeads(kins_[i], text, windows, state);
  }
  // Where several end at one place the first in the list is the first.
  std::ranges::sort(state.rules, {}, [&](uint16_t rule) { return std::pair(state.first[rule], rule); });
  state.base += text.size() + 1;
  return state.rules;
}

std::span<const uint16_t> Matcher::Scan(std::string_view text, ReadBy read_by, MatchState& state,
                                        std::span<const bool> known) const {
  const HeldSigns held = SignsIn(text);
  const bool has_code = held.sign && read_by == ReadBy::kAnyone;
  return ScanGroups(
      text,
      {true, held.sign, has_code, has_code && held.mark, has_code && held.account, has_code && held.number, has_code},
      Where::kAroundLeads, state, known);
}

std::span<const uint16_t> Matcher::ScanForAll(std::string_view text, MatchState& state) const {
  return ScanGroups(text, {true, true, true, true, true, true, true}, Where::kEverywhere, state, {});
}

}  // namespace gatehouse::prompt
