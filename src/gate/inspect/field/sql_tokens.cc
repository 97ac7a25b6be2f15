#include "gate/inspect/field/sql_tokens.h"

#include <algorithm>
#include <cstdint>

#include "base/ascii.h"
#include "base/bytes.h"
#include "gate/inspect/field/letters.h"

namespace gatehouse::field {
namespace {

using namespace sql_token;

using base::IsDigit;
bool IsSqlSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r') || c == '\0' || c == '\xA0'; }
// Databases treat bytes beyond ASCII as letters.
bool IsSqlWordByte(char c) {
  return IsDigit(c) || IsLetter(c) || c == '_' || c == '$' || (static_cast<uint8_t>(c) >= 0x80 && c != '\xA0');
}

class Tokeniser {
 public:
  explicit Tokeniser(std::string_view text) : text_(text) {}

  SqlTokens Run(SqlPlace place, SqlBackslash backslash) {
    backslash_ = backslash;
    if (place != SqlPlace::kPlain) Text(static_cast<char>(place));
    while (at_ < text_.size()) Next();
    return std::move(tokens_);
  }

 private:
  void Add(char letter, std::string_view text) {
    tokens_.letters.push_back(letter);
    tokens_.texts.push_back(text);
  }
  [[nodiscard]] char Ahead(size_t n) const { return at_ + n < text_.size() ? text_[at_ + n] : '\0'; }
  [[nodiscard]] std::string_view Rest() const { return text_.substr(at_); }

  void Next() {
    const char c = text_[at_];
    if (IsSqlSpace(c)) {
      ++at_;
    } else if (c == '\'' || c == '"' || c == '`') {
      ++at_;
      Text(c);
    } else if (c == '#' || Rest().starts_with("--")) {
      LineComment(c == '#' ? 1 : 2);
    } else if (Rest().starts_with("/*")) {
      BlockComment();
    } else if (tokens_.version_comment && Rest().starts_with("*/")) {
      at_ += 2;
    } else if (IsDigit(c) || (c == '.' && IsDigit(Ahead(1)))) {
      Number();
    } else if (c == '@') {
      Variable();
    } else if (IsSqlWordByte(c)) {
      Word();
    } else if (c == '[') {
      BracketedName();
    } else if (c == '\\' && (Ahead(1) == 'N' || IsDigit(Ahead(1))) && !IsSqlWordByte(Ahead(2))) {
      Add(kNumber, text_.substr(at_, 2));  // \N is null in MySQL, \1 money in SQL Server
      at_ += 2;
    } else {
      Mark(c);
    }
  }

  // A quoted text, from after its opening quote. Doubled quotes and backslashes do not end it.
  void Text(char quote) {
    const size_t begin = at_;
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\' && backslash_ == SqlBackslash::kEscapes) {
        ++at_;
      } else if (text_[at_] == quote) {
        if (Ahead(1) == quote && at_ + 2 < text_.size() && at_ != begin) {
          ++at_;
          continue;
        }
        Add(kText, text_.substr(begin, at_ - begin));
        ++at_;
        return;
      }
    }
    at_ = std::min(at_, text_.size());
    Add(kOpenText, text_.substr(begin));
  }

  // If the line ends inside the field, the query continues after it.
  void LineComment(size_t mark) {
    const size_t end = text_.find_first_of("\r\n", at_);
    const std::string_view body = text_.substr(at_ + mark);
    at_ = end == std::string_view::npos ? text_.size() : end;
    if (end == std::string_view::npos || text_.find_first_not_of(" \t\r\n", end) == std::string_view::npos) {
      at_ = text_.size();
      Add(kComment, body);
    } else {
      tokens_.split_by_comments = true;
    }
  }

  void BlockComment() {
    if (Ahead(2) == '!') {
      at_ += 3;
      while (at_ < text_.size() && IsDigit(text_[at_])) ++at_;
      tokens_.version_comment = true;
      return;
    }
    const size_t end = text_.find("*/", at_ + 2);
    const std::string_view body = text_.substr(at_ + 2);
    if (end == std::string_view::npos || end + 2 >= text_.size()) {
      at_ = text_.size();
      Add(kComment, body);
      return;
    }
    at_ = end + 2;
    tokens_.split_by_comments = true;
  }

  void Number() {
    const size_t begin = at_;
    if (text_[at_] == '0' && (Ahead(1) | 0x20) == 'x') {
      at_ += 2;
      while (at_ < text_.size() && base::HexDigit(text_[at_]) >= 0) ++at_;
    } else {
      while (at_ < text_.size() && (IsDigit(text_[at_]) || text_[at_] == '.')) ++at_;
      const bool exponent = (Ahead(0) | 0x20) == 'e' &&
                            (IsDigit(Ahead(1)) || ((Ahead(1) == '+' || Ahead(1) == '-') && IsDigit(Ahead(2))));
      if (exponent) {
        at_ += 2;
        while (at_ < text_.size() && IsDigit(text_[at_])) ++at_;
      }
    }
    const size_t number_end = at_;
    while (at_ < text_.size() && IsSqlWordByte(text_[at_])) ++at_;
    if (number_end == at_) {
      if (top_ && tokens_.letters.back() == kSelect) return;  // "select top 10 name"
      return Add(kNumber, text_.substr(begin, at_ - begin));
    }
    // "1union": MySQL reads two tokens if an SQL keyword follows; otherwise every database reads one name.
    const std::string_view word = text_.substr(number_end, at_ - number_end);
    const char letter = SqlWord(word, false);
    if (letter == kUnion || letter == kLogic || letter == kFrom || letter == kClause) {
      Add(kNumber, text_.substr(begin, number_end - begin));
      at_ = number_end;
      return;
    }
    Add(kName, text_.substr(begin, at_ - begin));
  }

  void Variable() {
    const size_t begin = at_;
    while (at_ < text_.size() && text_[at_] == '@') ++at_;
    const size_t spaces = at_;
    while (at_ < text_.size() && IsSqlSpace(text_[at_])) ++at_;  // "@ version"
    const size_t name = at_;
    while (at_ < text_.size() && (IsSqlWordByte(text_[at_]) || text_[at_] == '.')) ++at_;
    if (at_ == name) {
      at_ = spaces;
      return Add('?', text_.substr(begin, at_ - begin));
    }
    Add(kVariable, text_.substr(begin, at_ - begin));
  }

  void Word() {
    const size_t begin = at_;
    while (at_ < text_.size() && IsSqlWordByte(text_[at_])) ++at_;
    std::string_view word = text_.substr(begin, at_ - begin);
    size_t behind = at_;
    while (behind < text_.size() && IsSqlSpace(text_[behind])) ++behind;
    const bool called = behind < text_.size() && text_[behind] == '(';
    // A text with a character set: N'a', x'2a', _utf8'a'
    const bool prefix = at_ < text_.size() && text_[at_] == '\'' &&
                        (base::EqualIgnoringCase(word, "n") || base::EqualIgnoringCase(word, "x") || word[0] == '_');
    if (prefix) return;  // the text follows
    char letter = SqlWord(word, called);
    // "substr(a from 1 for 2)"
    if (letter == 0 && tokens_.letters.ends_with("k1") && base::EqualIgnoringCase(word, "for")) letter = kWord;
    Add(letter == 0 ? kName : letter, word);
    JoinWords();
  }

  // Two words that form one keyword: "order by", "union all", "waitfor delay", "sounds like", "not like", "is not".
  void JoinWords() {
    const size_t n = tokens_.letters.size();
    if (n < 2) return;
    char& before = tokens_.letters[n - 2];
    const std::string_view first = tokens_.texts[n - 2];
    const std::string_view second = tokens_.texts[n - 1];
    const auto is = [](std::string_view text, std::string_view word) { return base::EqualIgnoringCase(text, word); };
    char joined = 0;
    if (is(second, "by") && (is(first, "order") || is(first, "group"))) joined = kClause;
    if (before == kUnion && (is(second, "all") || is(second, "distinct"))) joined = kUnion;
    if (is(first, "waitfor") && (is(second, "delay") || is(second, "time"))) joined = kTell;
    if (is(first, "sounds") && is(second, "like")) joined = kCompare;
    if (is(first, "not") && tokens_.letters[n - 1] == kCompare) joined = kCompare;
    if (before == kCompare && is(second, "not")) joined = kCompare;
    if (before == kSelect && (is(second, "all") || is(second, "distinct") || is(second, "top"))) joined = kSelect;
    if (before == kSelect && is(second, "top")) top_ = true;
    if (is(first, "into") && tokens_.letters[n - 1] == kTell) joined = kTell;
    if (is(first, "load") && is(second, "data")) joined = kStatement;
    if (joined == 0) return;
    before = joined;
    tokens_.letters.pop_back();
    tokens_.texts.pop_back();
  }

  void BracketedName() {
    if (last_bracket_ == kUnknown) last_bracket_ = text_.rfind(']');
    const bool closed = last_bracket_ != std::string_view::npos && last_bracket_ > at_;
    const size_t end = closed ? text_.find(']', at_) : 0;
    if (!closed) {
      Add('?', Rest().substr(0, 1));
      ++at_;
      return;
    }
    Add(kName, text_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
  }

  void Mark(char c) {
    constexpr std::string_view kCompares = "=<>!";
    const size_t begin = at_;
    if (kCompares.contains(c)) {
      while (at_ < text_.size() && (kCompares.contains(text_[at_]) || text_[at_] == '~')) ++at_;
      const std::string_view mark = text_.substr(begin, at_ - begin);
      return Add(mark == "!" ? kOperator : kCompare, mark);
    }
    if (Rest().starts_with("&&") || Rest().starts_with("||")) {
      at_ += 2;
      return Add(kLogic, text_.substr(begin, 2));
    }
    ++at_;
    if (std::string_view("+-*/%|&^~").contains(c)) return Add(kOperator, text_.substr(begin, 1));
    if (std::string_view("(),;.{}").contains(c)) return Add(c, text_.substr(begin, 1));
    if (c == ':' && Ahead(0) == ':') {  // a cast in PostgreSQL
      ++at_;
      return Add(kOperator, text_.substr(begin, 2));
    }
    Add('?', text_.substr(begin, 1));
  }

  static constexpr size_t kUnknown = std::string_view::npos - 1;

  std::string_view text_;
  SqlBackslash backslash_ = SqlBackslash::kEscapes;
  bool top_ = false;  // "select top" was read
  size_t at_ = 0;
  size_t last_bracket_ = kUnknown;  // where the last ']' is, so that the search for one after each '[' is done once
  SqlTokens tokens_;
};

}  // namespace

SqlTokens TokeniseSql(std::string_view text, SqlPlace place, SqlBackslash backslash) {
  return Tokeniser(text).Run(place, backslash);
}

}  // namespace gatehouse::field
