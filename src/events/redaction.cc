#include "events/redaction.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>

#include "base/bytes.h"
#include "events/command_line.h"
#include "events/known_key.h"
#include "events/secret_name.h"

namespace gatehouse::events {
namespace {

constexpr size_t kMaxSpaces = 32;  // around a name

constexpr bool EndsValue(char c) {
  return IsSpace(c) || IsLineEnd(c) || IsQuote(c) || std::string_view(",;&)]}<>|").contains(c);
}

class Scanner {
 public:
  Scanner(std::string_view text, std::string& out) : text_(text), out_(out) {}

  bool Run() {
    bool found = false;
    for (size_t at = 0; at < text_.size();) {
      const std::optional<Span> secret = SecretAt(at);
      if (!secret) {
        ++at;
        continue;
      }
      found = true;
      out_.append(text_.substr(copied_, secret->begin - copied_)).append(kRedacted);
      at = copied_ = secret->end;
    }
    out_.append(text_.substr(copied_));
    return found;
  }

 private:
  [[nodiscard]] std::optional<Span> SecretAt(size_t at) {
    const char c = text_[at];
    if (c == '=') {
      const auto named = Named(at);
      return named ? named : ValueOfNamed(at);
    }
    if (c == '<') {
      const auto element = Element(at);
      return element ? element : HereStringPasswordAt(text_, at);
    }
    if (c == ',') return Listed(at);
    if (c == '%') return EncodedNamed(at);
    if (IsSpace(c)) return Blank(at);
    if (c == '/') return Slash(at);
    if (c == ':') return text_.substr(at).starts_with("://") ? UrlPassword(at) : AfterColon(at);
    if (!StartsKey(c) || IsAlnum(ByteBefore(text_, at))) return std::nullopt;
    if (c == '$') return PasswordHashAt(text_, at);
    if (c == '-') {
      if (const auto pem = PemAt(text_, at)) return pem;
      const auto flag = Flag(at);
      return flag ? flag : OptionPasswordAt(text_, at);
    }
    if (const auto jwt = Jwt(at)) return jwt;
    if (const auto scheme = SchemeAt(text_, at)) return scheme;
    return KnownKeyAt(text_, at);
  }

  template <typename Predicate>
  [[nodiscard]] size_t RunEnd(size_t at, Predicate is) const {
    while (at < text_.size() && is(text_[at])) ++at;
    return at;
  }
  [[nodiscard]] size_t SkipSpaces(size_t at) const {
    const size_t limit = std::min(text_.size(), at + kMaxSpaces);
    while (at < limit && IsSpace(text_[at])) ++at;
    return at;
  }
  [[nodiscard]] size_t NameBegin(size_t end) const {
    size_t begin = end;
    while (begin > 0 && end - begin < kMaxNameBytes && IsNameByte(text_[begin - 1])) --begin;
    return begin;
  }
  [[nodiscard]] size_t LineEnd(size_t at) const {
    return RunEnd(at, [](char c) { return !IsLineEnd(c); });
  }

  // Three parts of base64url, the first of which begins like the JSON {" does.
  [[nodiscard]] std::optional<Span> Jwt(size_t at) {
    constexpr size_t kLeastPart = 8;
    // A run of key bytes that was looked at once and is not a token holds none further on either; asking again would be
    // quadratic.
    if (at < no_jwt_before_ || !text_.substr(at).starts_with("eyJ")) return std::nullopt;
    const size_t header_end = RunEnd(at, IsKeyByte);
    no_jwt_before_ = header_end;
    if (header_end - at < kLeastPart || header_end >= text_.size() || text_[header_end] != '.') return std::nullopt;
    const size_t payload_end = RunEnd(header_end + 1, IsKeyByte);
    if (payload_end - header_end <= kLeastPart) return std::nullopt;
    return Span{at, RunEnd(payload_end, [](char c) { return IsKeyByte(c) || c == '.'; })};
  }

  // ["reset_token", "9f3c…"] as a query's values are logged, and [--token, 9f3c…]: a name, a comma, and a value that no
  // list of names has. At the comma.
  [[nodiscard]] std::optional<Span> Listed(size_t at) const {
    constexpr size_t kLeast = 8;
    constexpr size_t kMost = 4096;
    const size_t name_end = at > 0 && IsQuote(text_[at - 1]) ? at - 1 : at;
    const size_t name_begin = NameBegin(name_end);
    const std::string_view name = text_.substr(name_begin, name_end - name_begin);
    const bool is_name = name_end < at || name.starts_with('-');
    if (!is_name || !IsSecretName(name)) return std::nullopt;
    size_t begin = SkipSpaces(at + 1);
    if (begin < text_.size() && IsQuote(text_[begin])) ++begin;
    const size_t limit = std::min(text_.size(), begin + kMost);
    size_t end = begin;
    while (end < limit && !EndsValue(text_[end])) ++end;
    const std::string_view value = text_.substr(begin, end - begin);
    if (!LooksMade(value, kLeast) || std::ranges::none_of(value, IsDigit)) return std::nullopt;
    return Checked({begin, end});
  }

  // PASSWORD 'x', IDENTIFIED BY 'x': what SQL has in quotes, blanks behind a name.
  [[nodiscard]] std::optional<Span> QuotedBehind(size_t at, size_t begin) const {
    constexpr size_t kLeast = 6;
    const std::optional<Span> value = Value(begin, false);
    if (!value || EndsWithWord(text_.substr(0, at), {"identified by"})) return value;
    const std::string_view bytes = text_.substr(value->begin, value->end - value->begin);
    const size_t name_begin = NameBegin(at);
    const bool is_made = std::ranges::any_of(bytes, IsDigit) && LooksMade(bytes, kLeast);
    return is_made && IsPasswordName(text_.substr(name_begin, at - name_begin)) ? value : std::nullopt;
  }

  // "token 9f3c…": a name that tells, blanks, and a value that no prose has. At the first of the blanks.
  [[nodiscard]] std::optional<Span> Spaced(size_t at) const {
    constexpr size_t kLeastPassword = 8;
    constexpr size_t kLeast = 16;
    constexpr size_t kLeastKey = 20;
    if (at == 0 || !IsNameByte(text_[at - 1])) return std::nullopt;
    const size_t begin = SkipSpaces(at);
    if (begin < text_.size() && IsQuote(text_[begin])) return QuotedBehind(at, begin);
    const size_t end = RunEnd(begin, IsTokenByte);
    std::string_view value = text_.substr(begin, end - begin);
    while (value.ends_with('.')) value.remove_suffix(1);
    const bool mixed = std::ranges::any_of(value, IsDigit) && LooksMade(value, kLeastPassword);
    if (!mixed || value.contains('/') || value.contains('=')) return std::nullopt;
    if (end < text_.size() && !IsSpace(text_[end]) && !IsLineEnd(text_[end]) && !EndsValue(text_[end])) {
      return std::nullopt;
    }
    const size_t name_begin = NameBegin(at);
    const std::string_view name = text_.substr(name_begin, at - name_begin);
    const bool secret = IsPasswordName(name) || (value.size() >= kLeast && IsSecretName(name)) ||
                        (value.size() >= kLeastKey && IsKeyName(name) && !IsUuid(value));
    if (IsHandle(name, value)) return std::nullopt;
    return secret ? Checked({begin, begin + value.size()}) : std::nullopt;
  }
  [[nodiscard]] static bool IsKeyName(std::string_view name) {
    const std::string lower = base::AsciiLower(name);
    return lower.ends_with("key") &&
           (lower.size() == 3 || !IsAlnum(lower[lower.size() - 4]) || lower.ends_with("apikey"));
  }

  // Flags that say where the password comes from: "--password-stdin", "--ask-password".
  [[nodiscard]] static bool TakesNoSecret(std::string_view name) {
    return name.ends_with("-stdin") || name.ends_with("-file") || name.starts_with("--ask-") ||
           name.starts_with("--no-");
  }

  // "--password value", "-Password value"
  [[nodiscard]] std::optional<Span> Flag(size_t at) const {
    if (at > 0 && text_[at - 1] == '-') return std::nullopt;
    size_t name_end = at;
    while (name_end < text_.size() && name_end - at <= kMaxNameBytes && IsNameByte(text_[name_end])) ++name_end;
    const std::string_view name = text_.substr(at, name_end - at);
    if (!IsSecretName(name) || TakesNoSecret(name)) return std::nullopt;
    const size_t begin = SkipSpaces(name_end);
    if (begin == name_end || begin >= text_.size() || text_[begin] == '-') return std::nullopt;
    return Value(begin, false);
  }

  // scheme://user:password@host. A password may hold '/', '?', '#' and '@' as people write them, so that it reaches to
  // the last '@'; a port does not begin one.
  [[nodiscard]] std::optional<Span> UrlPassword(size_t at) {
    const size_t begin = at + 3;
    if (begin > url_end_) {  // one look at each run, however many "://" are in it
      url_end_ =
          RunEnd(begin, [](char c) { return !IsSpace(c) && !IsLineEnd(c) && !IsQuote(c) && c != '<' && c != '>'; });
      url_sign_ = text_.substr(0, url_end_).rfind('@');
    }
    if (url_sign_ == std::string_view::npos || url_sign_ < begin) return std::nullopt;
    const bool bracketed = text_.substr(begin).starts_with('[');  // an IPv6 address is not a user
    const size_t authority_end = RunEnd(begin, [](char c) { return c != '/' && c != '?' && c != '#'; });
    const std::string_view authority = text_.substr(begin, std::min(authority_end, url_end_) - begin);
    const size_t colon = authority.find(':');
    if (bracketed || colon == std::string_view::npos || begin + colon + 1 >= url_sign_) return std::nullopt;
    const std::string_view first = authority.substr(colon + 1);
    if (!authority.contains('@') && std::ranges::all_of(first, IsDigit)) return std::nullopt;
    return Span{begin + colon + 1, url_sign_};
  }

  // <password>x</password>, with attributes, in a namespace, as CDATA, with elements inside.
  [[nodiscard]] std::optional<Span> Element(size_t at) const {
    constexpr size_t kMaxTag = 256;
    constexpr size_t kMaxInside = 512;
    const size_t name_end = NameEnd(at + 1);
    std::string_view name = text_.substr(at + 1, name_end - at - 1);
    if (name.starts_with('/') || !IsSecretName(name.substr(name.find(':') + 1))) return std::nullopt;
    const size_t close = text_.substr(0, std::min(text_.size(), at + kMaxTag)).find('>', name_end);
    if (close == std::string_view::npos || text_[close - 1] == '/') return std::nullopt;
    if (close != name_end && !text_.substr(name_end, close - name_end).contains('='))
      return std::nullopt;  // a < b, b > c
    const size_t begin = close + 1;
    const std::string_view rest = text_.substr(begin, kMaxInside);
    if (rest.starts_with('<')) {  // CDATA, or elements inside
      const size_t end = rest.find(rest.starts_with("<![CDATA[") ? "]]>" : "</" + std::string(name));
      if (end == 0 || (end == std::string_view::npos && rest.starts_with("</"))) return std::nullopt;
      return Checked({begin, end == std::string_view::npos ? begin + rest.size() : begin + end});
    }
    const size_t end = RunEnd(begin, [](char c) { return c != '<'; });
    const bool closed = end < text_.size() && text_.substr(end).starts_with("</");
    const bool placeholder =
        begin >= text_.size() || IsSpace(text_[begin]) || text_[begin] == ']';  // "--password <password> …"
    if (!closed && placeholder) return std::nullopt;
    return Checked({begin, end});
  }
  [[nodiscard]] size_t NameEnd(size_t at) const {
    const size_t limit = std::min(text_.size(), at + kMaxNameBytes);
    while (at < limit && (IsNameByte(text_[at]) || text_[at] == ':')) ++at;
    return at;
  }

  // password%3Dx, %22password%22%3A%22x%22: what was percent-encoded, once or more often.
  [[nodiscard]] std::optional<Span> EncodedNamed(size_t at) const {
    constexpr size_t kMaxTimes = 3;
    size_t sign = at + 1;
    for (size_t n = 0; n < kMaxTimes && text_.substr(sign).starts_with("25"); ++n) sign += 2;
    const std::string_view code = text_.substr(sign, 2);
    if (code.size() < 2 || code[0] != '3' || !std::string_view("dDaA").contains(code[1])) return std::nullopt;
    size_t name_end = at;
    for (size_t n = 0; n < kMaxSpaces && name_end >= 3 && text_[name_end - 3] == '%'; ++n) name_end -= 3;
    size_t name_begin = NameBegin(name_end);
    std::string_view name = text_.substr(name_begin, name_end - name_begin);
    // The escape in front of the name left its digits there: "%22password".
    if (name_begin > 0 && text_[name_begin - 1] == '%' && name.size() > 2) name.remove_prefix(2);
    if (!IsSecretName(name)) return std::nullopt;
    const size_t begin = sign + 2;
    size_t end = begin;
    while (end < text_.size() && !EndsValue(text_[end]) && !text_.substr(end).starts_with("%26")) ++end;
    return Checked({begin, end});
  }

  [[nodiscard]] std::optional<Span> Blank(size_t at) const {
    if (const auto spaced = Spaced(at)) return spaced;
    const auto argument = ArgumentPasswordAt(text_, at);
    return argument ? argument : WrittenPasswordAt(text_, at);
  }
  [[nodiscard]] std::optional<Span> AfterColon(size_t at) const {
    const auto named = Named(at);
    if (named) return named;
    const auto value = ValueOfNamed(at);
    return value ? value : PairPasswordAt(text_, at);
  }
  [[nodiscard]] std::optional<Span> Slash(size_t at) const {
    if (const auto webhook = WebhookAt(text_, at)) return webhook;
    const auto option = OptionPasswordAt(text_, at);
    return option ? option : PairPasswordAt(text_, at);
  }

  // {"name":"password","value":"x"}, <add key="Password" value="x"/>, and a form's part: name="password", an empty
  // line, the value. At the '=' or ':' behind the word that names.
  [[nodiscard]] std::optional<Span> ValueOfNamed(size_t at) const {
    size_t word_end = at;
    while (word_end > 0 && at - word_end < 3 && (IsQuote(text_[word_end - 1]) || text_[word_end - 1] == ' '))
      --word_end;
    const std::string_view before = text_.substr(0, word_end);
    if (!EndsWithWord(before, {"name", "key", "field", "id"})) return std::nullopt;
    size_t name = SkipSpaces(at + 1);
    if (name >= text_.size() || !IsQuote(text_[name])) return std::nullopt;
    const size_t name_end = NameEnd(++name);
    if (name_end >= text_.size() || !IsQuote(text_[name_end])) return std::nullopt;
    if (!IsSecretName(text_.substr(name, name_end - name))) return std::nullopt;
    const std::string_view rest = text_.substr(name_end + 1);
    for (const std::string_view blank : {std::string_view("\r\n\r\n"), std::string_view("\n\n")}) {
      if (rest.starts_with(blank)) return Checked({name_end + 1 + blank.size(), LineEnd(name_end + 1 + blank.size())});
    }
    size_t next = SkipSpaces(name_end + 1);
    if (next < text_.size() && text_[next] == ',') next = SkipSpaces(next + 1);
    if (next < text_.size() && IsQuote(text_[next])) ++next;
    constexpr std::string_view kValue = "value";
    if (!base::EqualIgnoringCase(text_.substr(next, kValue.size()), kValue)) return std::nullopt;
    next += kValue.size();
    if (next < text_.size() && IsQuote(text_[next])) ++next;
    next = SkipSpaces(next);
    if (next >= text_.size() || (text_[next] != ':' && text_[next] != '=')) return std::nullopt;
    return Value(SkipSpaces(next + 1), false);
  }
  [[nodiscard]] static bool EndsWithWord(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(words, [text](std::string_view word) {
      if (text.size() < word.size() || !base::EqualIgnoringCase(text.substr(text.size() - word.size()), word))
        return false;
      return text.size() == word.size() || !IsAlnum(text[text.size() - word.size() - 1]);
    });
  }

  // name=value, name: value, "name": "value" and similar, at the '=' or ':'.
  [[nodiscard]] std::optional<Span> Named(size_t at) const {
    if (text_.substr(at).starts_with("::")) return std::nullopt;  // a scope of C++ or Rust
    size_t name_end = at;
    const auto back_over = [&](auto is) {
      for (size_t n = 0; n < kMaxSpaces && name_end > 0 && is(text_[name_end - 1]); ++n) --name_end;
    };
    back_over(IsSpace);
    back_over([](char c) { return IsQuote(c) || c == '\\' || c == ']'; });
    size_t name_begin = NameBegin(name_end);
    const std::string_view name = text_.substr(name_begin, name_end - name_begin);
    const size_t suspect = IsSecretName(name) ? 0 : LeastSecretBytes(name);
    if (suspect == kNeverSecret) return std::nullopt;

    size_t begin = at + 1;
    if (begin < text_.size() && (text_[begin] == '>' || text_[begin] == '=')) ++begin;  // => and :=
    begin = SkipSpaces(begin);
    if (IsWorkingFolder(name, begin)) return std::nullopt;
    // "Invalid token: malformed" is a sentence, "token: abc123" is not.
    const bool in_prose = name == "token" && text_[at] == ':' && name_begin > 1 && IsSpace(text_[name_begin - 1]) &&
                          IsAlnum(text_[name_begin - 2]);
    if (suspect != 0) {
      const std::optional<Span> made = Value(begin, false);
      return made && LooksMade(text_.substr(made->begin, made->end - made->begin), suspect) ? made : std::nullopt;
    }
    // Words as a passphrase has them, behind a colon, or behind a sign with spaces around it as in an .ini file.
    const bool spaced =
        text_[at] == ':' || (at > 0 && IsSpace(text_[at - 1]) && begin > at + 1 && IsSpace(text_[begin - 1]));
    if (spaced && IsPasswordName(name)) return Passphrase(begin);
    const bool whole_line = text_[at] == ':' && HoldsTheLine(name);
    const std::optional<Span> value = Value(begin, whole_line);
    if (value && IsHandle(name, text_.substr(value->begin, value->end - value->begin))) return std::nullopt;
    if (value && in_prose && std::ranges::none_of(text_.substr(value->begin, value->end - value->begin), IsDigit)) {
      return std::nullopt;
    }
    return value;
  }

  // "sessionid: 0x14ed93111f20027": a number inside a service, which nobody logs in with.
  [[nodiscard]] static bool IsHandle(std::string_view name, std::string_view value) {
    constexpr size_t kMostBytes = 18;
    return name == "sessionid" && value.starts_with("0x") && value.size() <= kMostBytes;
  }

  // "PWD=/home/alice": of a shell, of sudo.
  [[nodiscard]] bool IsWorkingFolder(std::string_view name, size_t begin) const {
    return (name == "PWD" || name == "OLDPWD") && text_.substr(begin).starts_with('/');
  }

  // Headers whose value may have spaces in it.
  [[nodiscard]] static bool HoldsTheLine(std::string_view name) {
    const std::string lower = base::AsciiLower(name);
    return lower.ends_with("authorization") || lower.ends_with("cookie");
  }

  [[nodiscard]] std::optional<Span> Passphrase(size_t begin) const {
    size_t end = LineEnd(begin);
    const bool block = begin < text_.size() && std::string_view("|>").contains(text_[begin]) && end - begin <= 2;
    if (block && end < text_.size()) {  // of YAML: the value is on the next line
      return Checked({SkipSpaces(end + 1), LineEnd(end + 1)});
    }
    const std::optional<Span> first = Value(begin, false);
    if (!first || first->begin != begin || text_[begin] == '{' || text_[begin] == '[') return first;
    // In the text of a string the rest of the document follows behind the quote.
    const size_t quote = std::min(end, text_.find('"', begin));
    return Checked({begin, quote});
  }

  [[nodiscard]] std::optional<Span> Value(size_t begin, bool whole_line) const {
    const size_t quote = RunEnd(begin, [](char c) { return c == '\\'; });
    if (quote < text_.size() && IsQuote(text_[quote])) return Checked({quote + 1, QuoteEnd(quote, quote - begin)});
    if (begin < text_.size() && (text_[begin] == '{' || text_[begin] == '[') &&
        !text_.substr(begin).starts_with(kRedacted)) {
      return Checked({begin, BracketEnd(begin)});
    }
    if (whole_line) {
      const size_t line_end = LineEnd(begin);
      return Checked({begin, std::min(line_end, text_.find_first_of("\"'", begin))});
    }
    return Checked({begin, RunEnd(begin, [](char c) { return !EndsValue(c); })});
  }

  // The quote that closes one with so many backslashes before it: at its own level of escaping.
  [[nodiscard]] size_t QuoteEnd(size_t quote, size_t backslashes) const {
    size_t run = 0;
    for (size_t at = quote + 1; at < text_.size(); ++at) {
      if (text_[at] == '\\') {
        ++run;
        continue;
      }
      if (text_[at] == text_[quote] && run == backslashes) return at - backslashes;
      if (text_[at] == text_[quote] && run < backslashes) return at - run;
      run = 0;
    }
    return text_.size();
  }

  [[nodiscard]] size_t BracketEnd(size_t begin) const {
    size_t depth = 0;
    for (size_t at = begin; at < text_.size(); ++at) {
      if (text_[at] == '{' || text_[at] == '[') ++depth;
      if (text_[at] == '}' || text_[at] == ']') --depth;
      if (depth == 0) return at + 1;
    }
    return text_.size();
  }

  // Words that are not secret stay, and so does what was redacted before.
  [[nodiscard]] std::optional<Span> Checked(Span span) const {
    const std::string_view value = text_.substr(span.begin, span.end - span.begin);
    for (const std::string_view harmless : {"", "null", "none", "nil", "true", "false", "undefined", "-"}) {
      if (base::EqualIgnoringCase(value, harmless)) return std::nullopt;
    }
    if (value.starts_with("[REDACTED")) return std::nullopt;
    return span;
  }

  std::string_view text_;
  std::string& out_;
  size_t copied_ = 0;
  size_t no_jwt_before_ = 0;
  size_t url_end_ = 0;                        // of the run of a URL's bytes that was looked at last
  size_t url_sign_ = std::string_view::npos;  // the last '@' in it
};

}  // namespace

bool AppendRedacted(std::string_view text, std::string& out) { return Scanner(text, out).Run(); }

std::string Redact(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  AppendRedacted(text, out);
  return out;
}

std::string RedactPath(std::string_view path) {
  constexpr size_t kLeastAnnounced = 6;
  const std::string named = Redact(path);
  std::string out;
  out.reserve(named.size());
  std::string_view before;
  for (size_t at = 0; at <= named.size();) {
    const size_t end = std::min(named.find('/', at), named.size());
    const std::string_view segment = std::string_view(named).substr(at, end - at);
    const bool secret = LooksRandom(segment) ||
                        (AnnouncesSecret(before) && LooksMade(segment, kLeastAnnounced) && segment != kRedacted);
    out.append(secret ? kRedacted : segment);
    if (end < named.size()) out += '/';
    before = segment;
    at = end + 1;
  }
  return out;
}

}  // namespace gatehouse::events
