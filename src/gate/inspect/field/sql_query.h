// The tokens of a field read as a query: matching brackets, single values, adjacent values.
// Knows nothing of attacks; used by sql.cc. Shown by sql_tokens_test.cc and field_test.cc.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "gate/inspect/field/sql_tokens.h"

namespace gatehouse::field {

class SqlQuery {
 public:
  // The tokens must outlive this object.
  SqlQuery(const SqlTokens& tokens, SqlPlace place);

  [[nodiscard]] static bool IsIn(char letter, std::string_view letters) {
    return letter != 0 && letters.contains(letter);
  }
  [[nodiscard]] static bool Blank(std::string_view text) {
    return text.find_first_not_of(' ') == std::string_view::npos;
  }

  [[nodiscard]] char At(size_t i) const { return i < letters_.size() ? letters_[i] : '\0'; }
  [[nodiscard]] std::string_view TextAt(size_t i) const {
    return i < tokens_.texts.size() ? tokens_.texts[i] : std::string_view{};
  }
  [[nodiscard]] bool Is(size_t i, std::string_view word) const;  // ignoring case
  [[nodiscard]] bool Ends(size_t i) const { return i >= letters_.size() || IsIn(letters_[i], "c;"); }
  // Directly after the quote that the field closes, with only brackets between.
  [[nodiscard]] bool BehindQuote(size_t i) const { return quoted_ && i > 0 && behind_quote_ >= i; }
  [[nodiscard]] bool AtStart(size_t i) const { return !quoted_ && start_ >= i; }

  // Whether there are no two adjacent values from `from` to `to`. Adjacent values never occur in a query, but in
  // nearly all prose.
  [[nodiscard]] bool Whole(size_t from, size_t to) const { return breaks_[to] == breaks_[from]; }
  // Whether a sentence precedes the token: no query goes on behind so many values side by side.
  [[nodiscard]] bool BehindSentence(size_t i) const { return neighbours_[i] >= kSentence; }
  [[nodiscard]] bool WholeUpTo(size_t to) const { return Whole(0, to < letters_.size() ? to : letters_.size()); }

  [[nodiscard]] size_t Opened(size_t i) const;       // index after opening brackets and signs
  [[nodiscard]] size_t BehindValue(size_t i) const;  // index after the value at i (see Opened), its arguments, brackets
  // Whether the quotes that the field closes and opens have no spaces inside, unlike in "the word 'and' here".
  [[nodiscard]] bool Tight() const;
  [[nodiscard]] bool Argument(size_t i) const;  // whether brackets enclose a query call's arguments, not "(8 hours)"

 protected:
  // Tokens that stand for a value, and those of them that are more than a plain word.
  static constexpr std::string_view kValues = "1sqvnfF";
  static constexpr std::string_view kHardValues = "1sqvfFSX";

  const SqlTokens& tokens_;
  const std::string& letters_;
  bool quoted_;
  SqlPlace place_;
  std::vector<size_t> close_;  // for each '(', the index of its ')'
  size_t first_clause_ = 0;    // index of the first keyword of a statement

 private:
  static constexpr size_t kSentence = 3;  // pairs of adjacent values

  void MatchBrackets();
  void CountBreaks();

  std::vector<size_t> behind_closes_;  // for each token, the index of the next one that is not ')'
  std::vector<size_t> breaks_;         // for each token, how often the tokens before it cannot be a query
  std::vector<size_t> neighbours_;     // of these, the pairs of adjacent values
  size_t behind_quote_ = 0;            // the first token that does more than close what was open
  size_t start_ = 0;                   // the first token that is not a bracket
};

}  // namespace gatehouse::field
