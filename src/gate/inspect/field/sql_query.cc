#include "gate/inspect/field/sql_query.h"

#include <algorithm>

#include "base/bytes.h"

namespace gatehouse::field {

using namespace sql_token;

SqlQuery::SqlQuery(const SqlTokens& tokens, SqlPlace place)
    : tokens_(tokens), letters_(tokens.letters), quoted_(place != SqlPlace::kPlain), place_(place) {
  MatchBrackets();
  CountBreaks();
  behind_quote_ = std::min(letters_.find_first_not_of(");", 1), letters_.size());
  start_ = std::min(letters_.find_first_not_of("()"), letters_.size());
  first_clause_ = std::min(letters_.find_first_of("SUTk&;"), letters_.size());
}

bool SqlQuery::Is(size_t i, std::string_view word) const { return base::EqualIgnoringCase(TextAt(i), word); }

void SqlQuery::MatchBrackets() {
  close_.assign(letters_.size(), letters_.size());
  std::vector<size_t> open;
  for (size_t i = 0; i < letters_.size(); ++i) {
    if (letters_[i] == '(') open.push_back(i);
    if (letters_[i] == ')' && !open.empty()) {
      close_[open.back()] = i;
      open.pop_back();
    }
  }
  behind_closes_.assign(letters_.size() + 1, letters_.size());
  for (size_t i = letters_.size(); i-- > 0;) behind_closes_[i] = letters_[i] == ')' ? behind_closes_[i + 1] : i;
}

void SqlQuery::CountBreaks() {
  breaks_.assign(letters_.size() + 1, 0);
  neighbours_.assign(letters_.size() + 1, 0);
  bool value = false;  // the last token was a value
  for (size_t i = 0; i < letters_.size(); ++i) {
    const char c = letters_[i];
    bool broken = false;
    if (IsIn(c, kValues)) {
      // "'a' ''": adjacent texts are one text; an empty one changes nothing.
      const bool joins =
          value && IsIn(c, "sq") && i > 0 && IsIn(letters_[i - 1], "sq") && (Blank(TextAt(i)) || Blank(TextAt(i - 1)));
      broken = value && !joins;
      value = true;
    } else if (c == ')') {
      value = true;
    } else if (c == '(') {
      broken = value && i > 0 && !IsIn(letters_[i - 1], "nfF");
      value = false;
    } else if (c == '?' || c == '{' || c == '}') {
      broken = true;
      value = false;
    } else if (c != kComment) {
      value = false;
    }
    breaks_[i + 1] = breaks_[i] + (broken ? 1 : 0);
    neighbours_[i + 1] = neighbours_[i] + (broken && IsIn(c, kValues) ? 1 : 0);
  }
}

size_t SqlQuery::Opened(size_t i) const {
  while (IsIn(At(i), "(o")) ++i;
  return i;
}

size_t SqlQuery::BehindValue(size_t i) const {
  while (At(i) == kName && At(i + 1) == '.') i += 2;
  ++i;
  if (At(i) == '(') i = std::min(close_[i] + 1, letters_.size());
  while (At(i) == 'o' && (TextAt(i) == "::" || IsIn(TextAt(i)[0], "+-*/%^&|"))) {  // "1-1": still one operand
    const size_t next = Opened(i);
    if (!IsIn(At(next), "1vnfFq")) break;
    i = next + 1;
    if (At(i) == '(') i = std::min(close_[i] + 1, letters_.size());
  }
  while (IsIn(At(i), "sq") && Blank(TextAt(i))) ++i;  // "'a' ''" is one text
  return i < behind_closes_.size() ? behind_closes_[i] : i;
}

bool SqlQuery::Tight() const {
  const std::string_view first = TextAt(0);
  const std::string_view last = tokens_.texts.back();
  return (Blank(first) || !first.ends_with(' ')) && (Blank(last) || !last.starts_with(' '));
}

bool SqlQuery::Argument(size_t i) const {
  i = Opened(i);
  return Ends(i) || IsIn(At(i), ")S") ||
         (IsIn(At(i), kValues) && (i + 1 >= letters_.size() || IsIn(At(i + 1), ",)(.=o&ckS")));
}

}  // namespace gatehouse::field
