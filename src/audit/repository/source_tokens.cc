#include "audit/repository/source_tokens.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace gatehouse::audit {
namespace {

using base::IsLetter;
bool IsNameStart(char c) { return c == '_' || c == '$' || IsLetter(c) || static_cast<unsigned char>(c) >= 0x80; }
using base::IsDigit;
bool IsNamePart(char c) { return IsNameStart(c) || IsDigit(c); }

// Operators of several characters that must not be read as several: the longest first.
constexpr std::array<std::string_view, 22> kLong = {"...", "===", "!==", "**=", "//=", "<<=", ">>=", "=>",
                                                    "==",  "!=",  "<=",  ">=",  "+=",  "-=",  "*=",  "/=",
                                                    "%=",  "&&",  "||",  "??",  ":=",  "?."};
// Names of JavaScript behind which a '/' begins a regular expression.
constexpr std::array<std::string_view, 9> kBeforeRegex = {"return", "typeof", "case",  "in", "of",
                                                          "delete", "void",   "throw", "new"};

class Tokeniser {
 public:
  Tokeniser(std::string_view text, Language language) : text_(text), language_(language) {}

  std::vector<Token> Run() {
    while (at_ < text_.size() && tokens_.size() < kMaxTokens) Step();
    for (size_t i = 0; i < kEndTokens; ++i) Add(Token::Kind::kEnd, {}, line_, at_);
    return std::move(tokens_);
  }

 private:
  [[nodiscard]] bool IsPython() const { return language_ == Language::kPython; }
  [[nodiscard]] char Peek(size_t ahead = 1) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  void Add(Token::Kind kind, std::string text, size_t line, size_t begin) {
    Token token;
    token.kind = kind;
    token.text = std::move(text);
    token.line = line;
    token.column = begin >= line_begin_ ? begin - line_begin_ + 1 : 1;
    tokens_.push_back(std::move(token));
  }

  void NewLine() {
    ++line_;
    line_begin_ = at_ + 1;
  }

  void Step() {
    const char c = text_[at_];
    if (c == '\n') {
      NewLine();
      ++at_;
    } else if (c == ' ' || c == '\t' || c == '\r' || c == '\f') {
      ++at_;
    } else if (c == '\\' && IsPython()) {
      ++at_;
    } else if (IsPython() ? c == '#' : c == '/' && Peek() == '/') {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (!IsPython() && c == '/' && Peek() == '*') {
      BlockComment();
    } else if (c == '"' || c == '\'' || (c == '`' && !IsPython())) {
      String({});
    } else if (IsNameStart(c)) {
      Name();
    } else if (IsDigit(c)) {
      const size_t begin = at_;
      while (at_ < text_.size() && (IsNamePart(text_[at_]) || text_[at_] == '.')) ++at_;
      Add(Token::Kind::kNumber, std::string(text_.substr(begin, at_ - begin)), line_, begin);
    } else if (c == '/' && !IsPython() && RegexMayBegin()) {
      Regex();
    } else {
      Operator();
    }
  }

  void BlockComment() {
    const size_t end = text_.find("*/", at_ + 2);
    const size_t stop = end == std::string_view::npos ? text_.size() : end + 2;
    for (; at_ < stop; ++at_) {
      if (text_[at_] == '\n') NewLine();
    }
  }

  void Name() {
    const size_t begin = at_;
    while (at_ < text_.size() && IsNamePart(text_[at_])) ++at_;
    const std::string_view name = text_.substr(begin, at_ - begin);
    const bool quote_follows = at_ < text_.size() && (text_[at_] == '"' || text_[at_] == '\'');
    const bool is_prefix = IsPython() && quote_follows && name.size() <= 3 && std::ranges::all_of(name, [](char c) {
                             const char lower = static_cast<char>(c | 0x20);
                             return lower == 'r' || lower == 'b' || lower == 'f' || lower == 'u' || lower == 't';
                           });
    if (is_prefix)
      String(name);
    else
      Add(Token::Kind::kName, std::string(name), line_, begin);
  }

  void Operator() {
    const std::string_view rest = text_.substr(at_);
    for (const std::string_view each : kLong) {
      // "//" divides in Python, "//=" too; in JavaScript both are comments and do not come here.
      if (rest.starts_with(each)) {
        Add(Token::Kind::kOperator, std::string(each), line_, at_);
        at_ += each.size();
        return;
      }
    }
    Add(Token::Kind::kOperator, std::string(1, text_[at_]), line_, at_);
    ++at_;
  }

  [[nodiscard]] bool RegexMayBegin() const {
    if (tokens_.empty()) return true;
    const Token& last = tokens_.back();
    if (last.kind == Token::Kind::kName) return std::ranges::find(kBeforeRegex, last.text) != kBeforeRegex.end();
    return last.kind == Token::Kind::kOperator && last.text != ")" && last.text != "]" && last.text != "}";
  }

  void Regex() {
    const size_t begin = at_;
    bool in_class = false;
    for (++at_; at_ < text_.size() && text_[at_] != '\n'; ++at_) {
      const char c = text_[at_];
      if (c == '\\')
        ++at_;
      else if (c == '[')
        in_class = true;
      else if (c == ']')
        in_class = false;
      else if (c == '/' && !in_class)
        break;
    }
    if (at_ < text_.size() && text_[at_] == '/') ++at_;
    while (at_ < text_.size() && IsNamePart(text_[at_])) ++at_;
    at_ = std::min(at_, text_.size());
    Add(Token::Kind::kRegex, std::string(text_.substr(begin, at_ - begin)), line_, begin);
  }

  void String(std::string_view prefix) {
    const auto has = [&](char wanted) {
      return std::ranges::any_of(prefix, [&](char c) { return (c | 0x20) == wanted; });
    };
    const bool is_raw = has('r');
    const char quote = text_[at_];
    const bool fills = has('f') || has('t') || quote == '`';
    const bool is_triple = IsPython() && Peek(1) == quote && Peek(2) == quote;
    const size_t width = is_triple ? 3 : 1;
    Token token;
    token.kind = Token::Kind::kString;
    token.line = line_;
    token.column = at_ - prefix.size() >= line_begin_ ? at_ - prefix.size() - line_begin_ + 1 : 1;
    at_ += width;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == quote && (!is_triple || (Peek(1) == quote && Peek(2) == quote))) break;
      if (c == '\n' && !is_triple && quote != '`') break;  // it does not end: what follows is read again
      if (c == '\\' && at_ + 1 < text_.size()) {
        Escape(token.text, is_raw);
        continue;
      }
      if (fills && quote != '`' && c == '{' && Peek() == '{') {
        token.text.push_back('{');
        at_ += 2;
        continue;
      }
      if (fills && (quote == '`' ? c == '$' && Peek() == '{' : c == '{')) {
        at_ += quote == '`' ? 2 : 1;
        token.put_in.push_back(Expression());
        token.text += "\x01";  // something stands here
        continue;
      }
      if (c == '\n') NewLine();
      token.text.push_back(c);
      ++at_;
    }
    if (at_ < text_.size() && text_[at_] == quote) at_ += width;
    at_ = std::min(at_, text_.size());
    tokens_.push_back(std::move(token));
  }

  void Escape(std::string& text, bool is_raw) {
    const char c = text_[at_ + 1];
    if (c == '\n') {
      ++at_;
      NewLine();
      ++at_;
      return;
    }
    if (is_raw) text.push_back('\\');
    text.push_back(!is_raw && c == 'n' ? '\n' : !is_raw && c == 't' ? '\t' : c);
    at_ += 2;
  }

  // Up to the brace that closes it; strings within may hold braces.
  std::string Expression() {
    const size_t begin = at_;
    size_t depth = 0;
    char quote = 0;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\n') NewLine();
      if (quote != 0) {
        if (c == '\\')
          ++at_;
        else if (c == quote)
          quote = 0;
      } else if (c == '"' || c == '\'' || c == '`') {
        quote = c;
      } else if (c == '{') {
        ++depth;
      } else if (c == '}') {
        if (depth == 0) break;
        --depth;
      }
    }
    at_ = std::min(at_, text_.size());
    std::string expression(text_.substr(begin, at_ - begin));
    if (at_ < text_.size()) ++at_;
    return expression;
  }

  std::string_view text_;
  Language language_;
  size_t at_ = 0;
  size_t line_ = 1;
  size_t line_begin_ = 0;
  std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> Tokenise(std::string_view text, Language language) { return Tokeniser(text, language).Run(); }

size_t ClosingBracket(const std::vector<Token>& tokens, size_t open) {
  size_t depth = 0;
  const size_t end = tokens.size() - kEndTokens;
  const size_t last = std::min(end, open + kMaxBracketTokens);
  for (size_t i = open; i < last; ++i) {
    if (tokens[i].kind != Token::Kind::kOperator) continue;
    const std::string& text = tokens[i].text;
    if (text == "(" || text == "[" || text == "{") ++depth;
    if ((text == ")" || text == "]" || text == "}") && --depth == 0) return i;
  }
  return last;
}

}  // namespace gatehouse::audit
