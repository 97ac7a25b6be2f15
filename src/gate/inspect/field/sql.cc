#include "gate/inspect/field/sql.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "gate/inspect/field/letters.h"
#include "gate/inspect/field/sql_query.h"
#include "gate/inspect/field/sql_tokens.h"

namespace gatehouse::field {
namespace {

using namespace sql_token;
using base::EqualIgnoringCase;

constexpr size_t kMostColumns = 512;  // at most this many tokens after a "select" are examined

class Judge : private SqlQuery {
 public:
  Judge(const SqlTokens& tokens, SqlPlace place, Strongest& strongest)
      : SqlQuery(tokens, place), strongest_(strongest) {}

  void Run() {
    if (letters_.empty() || (quoted_ && letters_[0] != kText)) return;  // the field stays inside its quotes
    if (tokens_.version_comment) Tell(kStrong, "sql comment that runs");
    for (size_t i = 0; i < letters_.size() && !strongest_.sure(); ++i) {
      behind_sentence_ = BehindSentence(i);
      JudgeAt(i);
    }
    behind_sentence_ = false;
    JudgeEnd();
    JudgeWhole();
  }

 private:
  void Tell(double score, std::string_view signal) {
    strongest_.Tell(Family::kSql, behind_sentence_ ? std::min(score, 0.5) : score, signal);
  }

  void JudgeAt(size_t i) {
    switch (letters_[i]) {
      case kUnion:
        return JudgeUnion(i);
      case kLogic:
        return JudgeLogic(i);
      case kWeapon:
        return JudgeWeapon(i);
      case kTell:
        return JudgeTell(i);
      case kStatement:
        return JudgeStatement(i);
      case kSelect:
        return JudgeSelect(i);
      case kClause:
        return JudgeClause(i);
      case kFunction:
        if (Is(i, "iif") && i > 0 && letters_[i - 1] == ';') Tell(kStrong, "statement");
        return;
      default:
        return;
    }
  }

  void JudgeUnion(size_t i) {
    size_t select = i + 1;
    while (At(select) == '(') ++select;
    if (At(select) == kName && TextAt(select).size() > 6 && EqualIgnoringCase(TextAt(select).substr(0, 6), "select") &&
        At(select + 1) == '(') {
      return Tell(kStrong, "union select");
    }
    if (At(select) != kSelect) {
      const bool dangles = Ends(select) && i > 0 && WholeUpTo(i) && !Is(i, "minus");
      if (dangles && (Is(i, "union") || At(select) == kComment) && IsIn(letters_[i - 1], "1s)v")) {
        Tell(kRefuse, "union");
      }
      return;
    }
    const size_t what = select + 1;
    if (IsIn(At(what), "nw") && !IsIn(At(what + 1), ",.k(=oc);") && what + 1 < letters_.size()) {
      return Tell(0.5, "union select");  // "Western Union: select a branch"
    }
    Tell(kSure, "union select");
  }

  void JudgeLogic(size_t i) {
    const bool follows = i == 0 || WholeUpTo(i);
    const bool closed = BehindQuote(i) || (quoted_ && follows);
    const size_t value = Opened(i + 1);
    const char left = At(value);
    const bool weapon = left == kWeapon && At(value + 1) == '(' && Argument(value + 2);
    if (weapon && (follows || At(value + 2) != ')')) return Tell(kSure, "function behind and/or");
    if (left == kTell && follows) return Tell(kStrong, "schema behind and/or");
    if (left == kSelect && At(value - 1) == '(' && follows) return Tell(kStrong, "subquery behind and/or");
    if (!IsIn(left, kValues) && left != kObject) return;  // "user" may be a column
    const size_t behind = BehindValue(value);
    if (At(behind) == kCompare) return JudgeComparison(value, behind, follows, closed);
    if (!follows) return;
    const bool handles = i > 0 && letters_[i - 1] == kVariable && !TextAt(value).starts_with("@@");  // "@anna and @ben"
    if (left == kVariable && !handles) Tell(0.8, "variable behind and/or");
    if (left == kFunction && At(value + 1) == '(' && Ends(behind) &&
        (At(value + 2) == ')' || IsIn(At(Opened(value + 2)), "1svqfFS"))) {
      Tell(0.8, "function behind and/or");
    }
    if (left == kName && Is(value, "match") && MatchesText(value + 1)) return Tell(kStrong, "match against a text");
    if (i == 0 && TextAt(0) == "||" && IsIn(left, "sq") && Ends(behind)) Tell(kRefuse, "text that is joined");
    if (!Ends(behind) && At(behind) != kLogic) return;
    if (quoted_ && letters_[0] == kText && behind >= letters_.size() && IsIn(letters_.back(), "sq")) {
      // "' or '" is meant for quotes on both sides; "the word 'and' here" has spaces there.
      const bool closes = tokens_.texts.back().data()[-1] != '`';  // some people write quotes as "`this' or `that'"
      const bool tight = closes && Tight() && (place_ == SqlPlace::kSingle || TextAt(0).empty() || value > i + 1);
      if (tight) Tell(kStrong, "and/or between quotes");
    }
    if (letters_ == "1&1" && IsLetter(TextAt(2)[0]) && !IsLetter(TextAt(0)[0])) Tell(kRefuse, "and/or a constant");
    if (i == 0 && behind >= letters_.size() && left == kNumber) Tell(kRefuse, "and/or a constant");
    const bool sign = IsIn(TextAt(i)[0], "|&");  // "a && b" does not occur in sentences
    const bool before = i == 0 || closed || IsIn(letters_[i - 1], "1v)") || (sign && letters_[i - 1] == kText);
    if (before && At(behind) == kComment && IsIn(left, "1sqvn")) Tell(kStrong, "and/or with a comment");
    if (closed && At(behind) == kLogic && IsIn(left, "1sv")) Tell(0.8, "and/or behind a quote");
  }

  // "match (a, b) against ('x' in boolean mode)", after its first word.
  [[nodiscard]] bool MatchesText(size_t i) const {
    constexpr size_t kMost = 16;  // tokens
    for (size_t end = i + kMost; i < end && IsIn(At(i), "n.,()"); ++i) {
      if (At(i + 1) == '(' && IsIn(At(i + 2), "sq") && Is(i, "against")) return true;
    }
    return false;
  }

  // "or 1=1": `left` is the first value, `compare` the operator.
  void JudgeComparison(size_t left, size_t compare, bool follows, bool closed) {
    const size_t right = Opened(compare + 1);
    const bool subquery = At(right) == kSelect && At(right - 1) == '(';
    if (!IsIn(At(right), "1sqvnfFX") && !subquery) {
      // "' or '1'='": the quote that follows the field in the query closes it.
      if (right >= letters_.size() && closed && IsIn(At(left), "1sn")) Tell(0.8, "comparison behind and/or");
      return;
    }
    const size_t behind = subquery ? letters_.size() : BehindValue(right);
    const bool goes_on = behind >= letters_.size() || IsIn(At(behind), "c&;)BUo=w,");
    const bool same = !TextAt(left).empty() && EqualIgnoringCase(TextAt(left), TextAt(right));
    const bool hard = IsIn(At(left), kHardValues) || IsIn(At(right), kHardValues);
    const bool both_hard = IsIn(At(left), kHardValues) && IsIn(At(right), kHardValues);
    if (same && (goes_on || closed) && both_hard)
      return Tell(follows ? kSure : kStrong, "comparison that is always true");
    if (!goes_on || !follows) return;
    if (closed) return Tell(hard ? kSure : kRefuse, "comparison behind a quote");
    if (both_hard || same) return Tell(kStrong, "comparison of constants");
    const bool value_before = left > 1 && IsIn(At(0), "1v(");
    const bool order = TextAt(compare).find_first_of("<>") != std::string_view::npos;  // "5 and under <3"
    if (hard && value_before && !order) return Tell(0.8, "comparison behind a value");
    if (hard && letters_[0] == kLogic) return Tell(0.8, "comparison behind and/or");
    if (letters_[0] == kLogic && Ends(behind)) return Tell(kRefuse, "comparison behind and/or");
    if (hard) Tell(0.5, "comparison behind and/or");
  }

  void JudgeWeapon(size_t i) {
    if (At(i + 1) != '(' || !Argument(i + 2)) return;
    const bool of_package = i > 1 && letters_[i - 1] == '.' && (Is(i - 2, "user_lock") || Is(i - 2, "dbms_lock"));
    if (of_package) return Tell(kSure, "function of an attack");
    if (i > 0 && IsIn(letters_[i - 1], "&o=,(Ss);Bc1XTqk")) return Tell(kSure, "function of an attack");
    const bool goes_on = WholeUpTo(letters_.size());  // "sleep(1) was called" does not continue as a query
    Tell(i == 0 ? (goes_on ? 0.8 : 0.5) : kSuspect, "function of an attack");
  }

  void JudgeTell(size_t i) {
    const bool statement = first_clause_ < i;
    // In a program these are names of variables, too.
    const bool name = Is(i, "table_name") || Is(i, "column_name") || Is(i, "table_schema") || Is(i, "schema_name");
    if (name && letters_.find(kSelect) > i) return Tell(kSuspect, "schema of the database");
    if (Is(i, "waitfor")) return Tell(IsIn(At(i + 1), "sqv1n") ? kSure : 0.5, "waitfor delay");
    if (Is(i, "into")) return Tell(kSure, "into outfile");
    if (TextAt(i).starts_with("xp_") || TextAt(i).starts_with("sp_")) return Tell(kStrong, "stored procedure");
    Tell(statement || quoted_ || At(i + 1) == '.' ? kSure : 0.5, "schema of the database");
  }

  void JudgeStatement(size_t i) {
    const bool begun = BehindQuote(i) || (i > 0 && letters_[i - 1] == ';');
    if (!begun && !AtStart(i) && !(i > 0 && IsIn(letters_[i - 1], "Tsq1)"))) return;
    const double score = StatementScore(i);
    if (score == 0) return;
    Tell(begun ? std::max(score, kStrong) : score, "statement");
  }

  // How complete a statement it is, if there are no other signals.
  [[nodiscard]] double StatementScore(size_t i) const {
    const char next = At(i + 1);
    const size_t after = i + 2;
    const bool done = after + 1 >= letters_.size() || IsIn(At(after + 1), "c;(");
    if (Is(i, "drop") || Is(i, "create") || Is(i, "alter") || Is(i, "truncate") || Is(i, "replace")) {
      if (next != kObject || !IsIn(At(after), "nTws")) return 0;
      return IsIn(At(after + 1), "c;(") ? kStrong : done ? 0.5 : 0.3;
    }
    if (Is(i, "insert")) {
      if (!Is(i + 1, "into") || !IsIn(At(after), "nX")) return 0;
      return At(after + 1) == '(' || Is(after + 1, "values") || At(after + 1) == kSelect ? kStrong : 0.4;
    }
    if (Is(i, "delete")) {
      if (next == kName && At(after) == kFrom && IsIn(At(after + 1), "nX")) return 0.6;  // delete low_priority from
      if (next != kFrom || !IsIn(At(after), "nX")) return 0;
      return Is(after + 1, "where") || IsIn(At(after + 1), "c;") ? kStrong : done ? 0.6 : 0;
    }
    if (Is(i, "update")) return IsIn(next, "nX") && Is(after, "set") && At(after + 2) == kCompare ? kStrong : 0;
    if (Is(i, "declare")) return next == kVariable ? kStrong : 0;
    if (Is(i, "set")) return next == kVariable && At(after) == kCompare ? kStrong : 0;
    if (Is(i, "exec") || Is(i, "execute")) {
      if (IsIn(next, "X(v")) return kStrong;
      const std::string_view name = TextAt(i + 1);
      if (next != kName) return 0;
      return name.starts_with("sp_") || name.starts_with("xp_") || At(after) == '.' || IsIn(At(after), "sqv") ? kStrong
                                                                                                              : 0;
    }
    if (Is(i, "shutdown")) return Ends(i + 1) || Is(i + 1, "with") ? 0.6 : 0;
    if (Is(i, "if")) return At(Opened(i + 1)) == kSelect ? kStrong : 0;
    if (Is(i, "load")) return Is(i + 1, "infile") || Is(after, "infile") || Is(after + 1, "infile") ? kStrong : 0;
    if (Is(i, "copy")) return next == '(' && At(after) == kSelect ? kStrong : 0;  // to a program, in PostgreSQL
    if (Is(i, "begin")) return next == kStatement || next == kSelect ? 0.6 : 0;
    if (Is(i, "call")) return next == kName && At(after) == '(' ? 0.5 : 0;
    if (Is(i, "grant")) return IsIn(next, "no") && Is(after, "on") ? 0.6 : 0;
    if (Is(i, "print")) return (next == kVariable || (IsIn(next, "sq") && i > 0)) && Ends(after) ? kRefuse : 0;
    return 0;
  }

  void JudgeSelect(size_t i) {
    if (i > 0 && letters_[i - 1] == kUnion) return;
    const bool begun = BehindQuote(i) || (i > 0 && letters_[i - 1] == ';');
    const bool bracket = i > 0 && letters_[i - 1] == '(';
    if (bracket && i > 1 && IsIn(letters_[i - 2], "o=&,fFk(sX") && !AtStart(i) && !IsIn(At(i + 1), "?w")) {
      return Tell(kStrong, "subquery");
    }
    if (!begun && !bracket && !AtStart(i) && i > 0 && !IsIn(letters_[i - 1], "cTo=&")) return;
    const std::string_view window = std::string_view(letters_).substr(i, kMostColumns);
    const size_t list_end = i + std::min(window.find_first_of("kc;"), window.size());
    const std::string_view list = window.substr(1, list_end - i - 1);
    if (list.starts_with(kVariable) && (AtStart(i) || letters_.back() == kComment)) Tell(kRefuse, "select");
    if (list.empty() || !Whole(i, list_end)) return;
    double score = begun && letters_[i - 1] != kText ? 0.6 : bracket || begun ? 0.4 : AtStart(i) ? 0.2 : 0.1;
    const bool star = list[0] == kOperator && TextAt(i + 1) == "*";
    if (star || list.find_first_of("vfFX") != std::string_view::npos) score += 0.5;
    if (list.find_first_of("S&=sq") != std::string_view::npos) score += 0.2;
    if (list.contains(',')) score += 0.2;
    if (list.contains('1')) score += 0.1;
    if (letters_.back() == kComment) score += 0.3;
    if (i > 0 && letters_[i - 1] == kLogic) score += 0.2;
    if (At(list_end) == kFrom) {
      const size_t table = Opened(list_end + 1);
      if (!IsIn(At(table), "nXSsT")) return;
      const bool ended = table + 1 >= letters_.size() || IsIn(At(table + 1), "cw,;)B&.Uk=(");
      if (!ended) return;
      score += 0.2;
      if (At(table + 1) == kClause && At(table + 2) == kNumber) score += 0.2;
      if (At(table + 1) == kWord || At(table) == kTell || TextAt(table).contains('_') || At(table + 1) == '.')
        score += 0.3;
    }
    Tell(std::min(score, kSure), "select");
  }

  void JudgeClause(size_t i) {
    const bool follows = i == 0 || BehindQuote(i) || IsIn(letters_[i - 1], "1v)") || (letters_[i - 1] == kClause) ||
                         (quoted_ && WholeUpTo(i));
    const size_t truth = Opened(i + 1);
    if (Is(i, "having") && At(truth) == kNumber && IsIn(At(truth + 1), "=&") && At(truth + 2) == kNumber)
      return Tell(kStrong, "having");
    if (!follows || Is(i, "limit") || Is(i, "offset")) return;
    const size_t value = Opened(i + 1);
    if (At(value) == kWeapon) return Tell(kSure, "function in a clause");
    const size_t behind = BehindValue(value);
    if (At(value) == kFunction && At(value + 1) == '(' && Ends(behind)) Tell(0.8, "function in a clause");
    if (Is(i, "having")) {
      if (IsIn(At(value), kValues) && At(behind) == kCompare && IsIn(At(Opened(behind + 1)), kHardValues)) {
        Tell(kStrong, "having");
      }
      return;
    }
    const bool column = At(value) == kNumber || (quoted_ && At(value) == kName);
    if (!column) return;
    if (Ends(behind) && (At(value) == kNumber || At(behind) == kComment))
      return Tell(quoted_ ? kStrong : 0.8, "order by a column's number");
    if (At(behind) == ',' && Whole(i, letters_.size())) Tell(0.8, "order by a column's number");
  }

  // A comment that removes the rest of the query after the field.
  void JudgeEnd() {
    if (letters_.back() != kComment) return;
    const size_t last = letters_.size() - 1;
    std::string_view body = tokens_.texts.back();
    while (!body.empty() && std::string_view(" -+#*/\t").contains(body.front())) body.remove_prefix(1);
    const bool bare = body.size() <= 2;
    if (body.contains("sp_password")) Tell(kStrong, "comment that hides the statement from the log");
    if (letters_ == ";c" && body.empty()) Tell(kRefuse, "end of a statement and comment");
    if (quoted_ && BehindQuote(last)) Tell(bare ? 0.85 : 0.5, "quote and comment");
    if (quoted_ || last == 0) {
      if (quoted_ && At(1) == ',' && IsIn(At(2), kValues) && At(3) == ')') Tell(0.75, "values and comment");
      // `<td valign="top"><a href="#top">`: '#' begins a comment only in MySQL, but an anchor in every page.
      const bool anchor = !bare && tokens_.texts.back().data()[-1] == '#';
      if (quoted_ && !anchor && WholeUpTo(last) && last > 1 && IsIn(letters_[1], "o=&,)") &&
          letters_.find_first_of("1vfF=s", 1) < last) {
        Tell(0.85, "expression and comment behind a quote");
      }
      return;
    }
    if (bare && last == 1 && letters_[0] == kVariable) Tell(0.8, "variable and comment");
    if (bare && WholeUpTo(last) && last > 2 && letters_.find_first_not_of("1o=()") == last) {
      Tell(kRefuse, "expression and comment");
    }
    if (bare && letters_[0] == kNumber && letters_.find_first_not_of(')', 1) == last) {
      const bool block = tokens_.texts.back().data()[-1] == '*';
      const bool dashes = tokens_.texts.back().data()[-1] == '-' && body.empty();
      Tell(block || last > 1 ? 0.75 : dashes ? kRefuse : 0.5, "number and comment");
    }
    if (bare && letters_.starts_with("(v)=(")) Tell(0.8, "variable and comment");
    const size_t open = letters_.find_first_not_of('(');
    if (letters_[0] == '(' && close_[0] == last - 1 && WholeUpTo(last) && open < last &&
        letters_.find_first_of("fFvS&1s=o", open) < last) {
      Tell(0.8, "expression and comment");
    }
  }

  [[nodiscard]] static bool OneWord(std::string_view text) {
    return Blank(text) || text.find_first_of(" .,") == std::string_view::npos;
  }

  // "case when … then … end"
  [[nodiscard]] bool HoldsCase() const {
    constexpr std::string_view kInOrder[] = {"case", "when", "then", "end"};
    size_t next = 0;
    for (size_t i = 0; i < letters_.size() && next < std::size(kInOrder); ++i) {
      if (letters_[i] == kWord && Is(i, kInOrder[next])) ++next;
    }
    return next == std::size(kInOrder);
  }

  void JudgeWhole() {
    const size_t n = letters_.size();
    if (letters_ == "v" && TextAt(0).starts_with("@@")) Tell(kRefuse, "variable of the server");
    if (letters_ == "f()" && (Is(0, "version") || Is(0, "user") || Is(0, "database"))) {
      Tell(kRefuse, "function of the server");
    }
    if (letters_.contains(kWord) && HoldsCase() && letters_.find_first_of("1sf") < n && WholeUpTo(n))
      Tell(0.75, "case");
    if (place_ == SqlPlace::kPlain && letters_.starts_with("1=1&")) Tell(0.8, "comparison of constants");
    if (place_ == SqlPlace::kSingle && At(1) == ';' && letters_.back() == kComment && n > 3 &&
        tokens_.texts.back().size() < 4) {
      Tell(0.75, "statement and comment");
    }
    if (!WholeUpTo(n)) return;
    quoted_ ? JudgeBetweenQuotes() : JudgeExpression();
  }

  // The whole field is an expression that begins and ends within the quotes of a query.
  void JudgeBetweenQuotes() {
    const size_t n = letters_.size();
    if (n < 3 || !IsIn(letters_.back(), "sq") || !Tight()) return;
    const bool single = place_ == SqlPlace::kSingle;
    const size_t signs = letters_.find_first_not_of("o=", 1);
    const bool compares = letters_.find(kCompare) < n && letters_.find(kOperator) < n;
    if ((single || signs == n - 1) && compares && IsIn(letters_[1], "o=") && IsIn(letters_[n - 2], "o=")) {
      return Tell(kRefuse, "comparison between quotes");
    }
    if (single && n > 3 && signs == n - 1) return Tell(kRefuse, "signs between quotes");
    if (n == 3 && letters_[1] == kCompare) return Tell(single ? 0.8 : 0.5, "comparison between quotes");
    if (n == 3 && letters_[1] == kOperator && single && OneWord(TextAt(0)) && OneWord(TextAt(2))) {
      return Tell(kRefuse, "sign between quotes");
    }
    if (IsIn(letters_[1], "o=&,") && IsIn(letters_[n - 2], "o=&") && (single || TextAt(0).empty()) &&
        (letters_.find_first_of("1vfF", 2) < n || (TextAt(0).empty() && letters_.find('s', 2) < n - 1))) {
      Tell(0.75, "expression between quotes");
    }
  }

  // The whole field is an expression, in place of a number or behind a column.
  void JudgeExpression() {
    const size_t n = letters_.size();
    if (letters_ == "=s" && Is(0, "like") && TextAt(1).contains('%')) Tell(kRefuse, "like behind a column");
    if (letters_ == "1o1" && IsIn(TextAt(1)[0], "+-*%^&|") && IsLetter(TextAt(2)[0])) Tell(kRefuse, "sum with a word");
    for (size_t i = letters_.find(kFunction); i != std::string::npos; i = letters_.find(kFunction, i + 1)) {
      const size_t value = Opened(i + 1);
      if (At(i + 1) == '(' && At(value) == kNumber && At(value + 1) == kCompare && At(value + 2) == kNumber) {
        return Tell(0.8, "function of a comparison");
      }
    }
    const size_t end = letters_.back() == kComment ? n - 1 : n;
    if (letters_[0] == kNumber && At(1) == kOperator && letters_.find("f(f(") < n)
      Tell(0.75, "functions of a database");
    if (IsIn(letters_[0], "nf") && At(1) == '(' && close_[1] + 1 == end) {
      for (size_t i = 2; i + 1 < end; ++i) {
        if (IsIn(letters_[i], "fF") && letters_[i + 1] == '(') return Tell(0.75, "functions of a database");
        if (letters_[i] == kVariable) return Tell(0.75, "function of a variable");
      }
    }
    if (n > 4 && IsIn(letters_[0], "1v") && IsIn(letters_[1], "o=")) {
      const size_t value = Opened(1 + (letters_[1] == kCompare ? 1 : 0));
      if (At(value) == kFunction && At(value + 1) == '(' && At(value + 2) == kText) Tell(kRefuse, "function of a text");
    }
  }

  bool behind_sentence_ = false;  // of the token that is judged
  Strongest& strongest_;
};

}  // namespace

void FindSql(std::string_view reading, Strongest& strongest) {
  for (const SqlPlace place : {SqlPlace::kPlain, SqlPlace::kSingle, SqlPlace::kDouble, SqlPlace::kBacktick}) {
    if (place != SqlPlace::kPlain && !reading.contains(static_cast<char>(place))) continue;
    // Two are code in a sentence.
    if (place == SqlPlace::kBacktick && std::ranges::count(reading, '`') != 1) continue;
    if (strongest.sure()) return;
    const char quote = static_cast<char>(place);
    const bool escaped = place != SqlPlace::kPlain && reading.contains(std::string{'\\', quote});
    for (const SqlBackslash backslash : {SqlBackslash::kEscapes, SqlBackslash::kPlain}) {
      if (backslash == SqlBackslash::kPlain && !escaped) break;
      const SqlTokens tokens = TokeniseSql(reading, place, backslash);
      Judge(tokens, place, strongest).Run();
    }
  }
}

}  // namespace gatehouse::field
