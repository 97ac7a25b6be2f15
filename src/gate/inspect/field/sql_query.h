// The tokens of a field read as a query: what closes what, what is one value, where two values stand side by side.
// Knows nothing of attacks; sql.cc asks it. Shown by sql_tokens_test.cc and field_test.cc.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "gate/inspect/field/sql_tokens.h"

namespace gatehouse::field {

class SqlQuery {
 public:
  // The tokens must outlive it.
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
  [[nodiscard]] bool Is(size_t i, std::string_view word) const;  // without regard to case
  [[nodiscard]] bool Ends(size_t i) const { return i >= letters_.size() || IsIn(letters_[i], "c;"); }
  // Behind the quote that the field closed, with nothing but brackets between.
  [[nodiscard]] bool BehindQuote(size_t i) const { return quoted_ && i > 0 && behind_quote_ >= i; }
  [[nodiscard]] bool AtStart(size_t i) const { return !quoted_ && start_ >= i; }

  // Whether no two values stand side by side from `from` to `to`. No query goes on like that, and nearly all prose
  // does.
  [[nodiscard]] bool Whole(size_t from, size_t to) const { return breaks_[to] == breaks_[from]; }
  [[nodiscard]] bool WholeUpTo(size_t to) const { return Whole(0, to < letters_.size() ? to : letters_.size()); }

  [[nodiscard]] size_t Opened(size_t i) const;       // behind opening brackets and signs
  [[nodiscard]] size_t BehindValue(size_t i) const;  // behind the value at i (see Opened), its arguments and brackets
  // Whether the quotes that the field closes and opens have no spaces inside, as they have in "the word 'and' here".
  [[nodiscard]] bool Tight() const;
  [[nodiscard]] bool Argument(size_t i) const;  // what a call in a query has between its brackets, not "(8 hours)"

 protected:
  // What stands for a value, and what of that is not just a word.
  static constexpr std::string_view kValues = "1sqvnfF";
  static constexpr std::string_view kHardValues = "1sqvfFSX";

  const SqlTokens& tokens_;
  const std::string& letters_;
  bool quoted_;
  SqlPlace place_;
  std::vector<size_t> close_;  // of each '(', its ')'
  size_t first_clause_ = 0;    // the first word that a statement is made of

 private:
  void MatchBrackets();
  void CountBreaks();

  std::vector<size_t> behind_closes_;  // of each token, the first from there that is no ')'
  std::vector<size_t> breaks_;         // how many pairs of values stand side by side before each token
  size_t behind_quote_ = 0;            // the first token that is not only what closes what was open
  size_t start_ = 0;                   // the first token that is no bracket
};

}  // namespace gatehouse::field
