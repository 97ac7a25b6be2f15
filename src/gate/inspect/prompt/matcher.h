// All rules at once: which of them a text meets. Those that need a mark or a sign (marks.h) are looked for only in
// texts that hold one. Of a rule in several parts, or one that states what is rare in it, only the rarest is looked for
// everywhere, its lead; the rule only around places where the lead was found. In a text that is full of leads, leads
// are not looked for: they would cost more than they spare. Code that ends with the text is looked for at its end only.
// Shown by matcher_test.cc, families_test.cc, plain_path_test.cc.
#pragma once

#include <algorithm>
#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "gate/inspect/prompt/rule.h"
#include "gate/inspect/prompt/rule_parts.h"
#include "patterns/database.h"

namespace gatehouse::prompt {

inline constexpr size_t kMaxRules = 512;

// No ordinary prompt holds so many leads: of 16,000, many of them attacks, none had more than 152 in all of its
// readings.
inline constexpr size_t kManyLeads = 500;

// Nor so many matches of parts around leads in one reading: the most of 16,000 were 14,079. A search ends there, so
// that words that are a part of many rules cost no more.
inline constexpr size_t kMaxMatches = 131'072;

// A stretch of a text that begins and ends where words do.
struct Window {
  size_t begin = 0;
  size_t end = 0;
};

// What a scan works in: one a thread, made by Matcher::Fit.
struct MatchState {
  patterns::Scratch scratch;
  std::vector<uint64_t> ends;  // of each part: where it last matched, plus `base`, so that nothing has to be cleared
  uint64_t base = 1;
  std::vector<uint32_t> met;    // of each rule: the number of the scan that it was last met in
  std::vector<uint64_t> first;  // of each rule: where its first match in that scan ended
  uint32_t scan = 0;
  std::vector<uint16_t> rules;  // met in this scan; in the end in the order in which they were met
  size_t leads = 0;             // that this scan found
  size_t matches = 0;           // of parts around leads; at kMaxMatches the search was ended
  bool full = false;            // the text is full of leads; they were counted until that was known
  uint64_t around = 0;  // bytes that this scan looked through around leads: what it costs beyond the text itself
  std::vector<std::vector<Window>> windows;  // around the leads of each Kin, in their order, none beside another
};

// Who takes a text for what it says. Code that is spelled with letters for its digits is none: where only people and
// models read a text like that, rules for markup, SQL and keys that need a sign are not looked for.
enum class ReadBy : uint8_t { kAnyone, kPeople };

// Immutable once made; threads may share it.
class Matcher {
 public:
  // A rule by its number: its family, and itself.
  struct Entry {
    Signal signal;
    const Rule* rule;
  };

  // The error names the rule whose expression does not compile. `cache` is a folder for what was compiled
  // (patterns/cache.h); empty for none.
  [[nodiscard]] static base::Result<Matcher> Make(std::span<const Family> families, const std::string& cache);

  [[nodiscard]] base::Result<MatchState> Fit() const;

  // The numbers of the rules that the normalised text meets, each once. Valid until the next scan with that state.
  // `known` tells, by their numbers, which rules another reading has met: they may be left out. Empty: none.
  [[nodiscard]] std::span<const uint16_t> Scan(std::string_view text, ReadBy read_by, MatchState& state,
                                               std::span<const bool> known = {}) const;
  // The same as Scan for ReadBy::kAnyone, and slower: looks for all rules, whatever the text holds. For tests.
  [[nodiscard]] std::span<const uint16_t> ScanForAll(std::string_view text, MatchState& state) const;

  [[nodiscard]] std::span<const Entry> entries() const { return entries_; }

 private:
  // One part of one alternative of a rule (rule_parts.h), or its lead, which stands in front of the first part.
  struct Piece {
    uint16_t rule = 0;
    bool first = false;
    bool last = false;   // the piece behind it in pieces_ goes on where it is false
    uint32_t reach = 0;  // the most bytes from the end of the piece before it to the end of this one
    uint32_t least = 0;
    std::bitset<256> stops;  // bytes of which none stands in the gap before this piece
    bool lead = false;       // of a chain that is looked for around its lead only
    uint16_t kin = 0;        // of a lead: whom its chain is looked for with
    uint32_t before = 0;     // of a lead: the most bytes from the chain's beginning to the lead's end
    uint32_t behind = 0;     // and from there to the chain's end
  };
  // Expressions that are looked for together, and the pieces that each is one of.
  struct Expressions {
    patterns::Database database;
    std::vector<uint32_t> users;        // pieces, those of one expression behind one another
    std::vector<uint32_t> users_begin;  // of each expression, and one more
  };
  // An alternative of a rule is in one group.
  enum GroupName : uint8_t { kPlain, kSignedSpeech, kSignedCode, kMarkedCode, kAccounts, kNumbers, kCodeAtEnd };
  static constexpr size_t kGroups = 7;
  // These three are looked for at once in texts that are worth all of them.
  static constexpr std::array kTogether = {kSignedSpeech, kSignedCode, kMarkedCode};
  static constexpr bool IsTogether(size_t group) { return std::ranges::find(kTogether, group) != kTogether.end(); }
  // Chains of one family and group that are looked for around their leads: all of their parts.
  struct Kin {
    GroupName group;
    Signal signal;
    Expressions parts;
  };
  enum class Where : uint8_t { kAroundLeads, kEverywhere };
  Matcher() = default;

  struct Distinct;
  static GroupName GroupOf(Signal signal, const Chain& chain);
  static base::Result<Expressions> Compile(const Distinct& distinct, const std::string& cache, const std::string& name);
  [[nodiscard]] bool LookFor(const std::optional<Expressions>& expressions, std::string_view text, size_t begin,
                             size_t full, MatchState& state, std::span<const bool> known) const;
  void LookForPlain(std::string_view text, MatchState& state, std::span<const bool> known) const;
  // Ends at kMaxMatches.
  void LookAroundLeads(const Kin& kin, std::string_view text, std::vector<Window>& windows, MatchState& state) const;
  template <typename OnPiece>
  static bool ForEachPiece(const Expressions& expressions, std::string_view text, MatchState& state, OnPiece on_piece);
  static void Widen(const Piece& lead, size_t to, std::string_view text, std::vector<Window>& windows);
  void Meet(uint32_t piece, uint64_t to, std::string_view text, MatchState& state) const;
  [[nodiscard]] std::span<const uint16_t> ScanGroups(std::string_view text, const std::array<bool, kGroups>& worth,
                                                     Where where, MatchState& state, std::span<const bool> known) const;

  std::vector<Entry> entries_;
  std::vector<Piece> pieces_;
  std::array<std::optional<Expressions>, kGroups> everywhere_;  // leads, and chains that have none
  std::optional<Expressions> plain_without_leads_;              // the chains of kPlain that have none
  std::optional<Expressions> together_;                         // those of the groups in kTogether
  std::vector<Kin> kins_;
  size_t end_ = 0;  // bytes at a text's end in which the chains of kCodeAtEnd are looked for
};

}  // namespace gatehouse::prompt
