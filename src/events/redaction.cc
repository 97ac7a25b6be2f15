#include "events/redaction.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "base/bytes.h"

namespace gatehouse::events {
namespace {

constexpr size_t kMaxNameBytes = 64;  // of a field name before '=' or ':'
constexpr size_t kMaxSpaces = 8;      // around it

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool IsAlnum(char c) { return IsDigit(c) || IsLower(c) || IsUpper(c); }
constexpr bool IsSpace(char c) { return c == ' ' || c == '\t'; }
constexpr bool IsLineEnd(char c) { return c == '\n' || c == '\r'; }
constexpr bool IsQuote(char c) { return c == '"' || c == '\''; }
constexpr bool IsKeyByte(char c) { return IsAlnum(c) || c == '_' || c == '-'; }  // base64url, too
constexpr bool IsTokenByte(char c) { return IsKeyByte(c) || c == '.' || c == '~' || c == '+' || c == '/' || c == '='; }
constexpr bool IsNameByte(char c) { return IsKeyByte(c) || c == '.'; }
constexpr bool EndsValue(char c) {
  return IsSpace(c) || IsLineEnd(c) || IsQuote(c) || std::string_view(",;&)]}<>|").contains(c);
}

// Keys that say what they are: the prefix, and how many key bytes follow it at least.
struct KnownKey {
  std::string_view prefix;
  size_t least;
};
constexpr KnownKey kKnownKeys[] = {
    {"AKIA", 16},     {"ASIA", 16},     {"AIza", 30},
    {"ghp_", 30},     {"gho_", 30},     {"ghu_", 30},
    {"ghs_", 30},     {"ghr_", 30},     {"github_pat_", 20},
    {"glpat-", 16},   {"gldt-", 16},    {"sk-", 20},
    {"sk_live_", 16}, {"sk_test_", 16}, {"rk_live_", 16},
    {"rk_test_", 16}, {"whsec_", 16},   {"xoxb-", 10},
    {"xoxp-", 10},    {"xoxa-", 10},    {"xoxr-", 10},
    {"xoxs-", 10},    {"xapp-", 10},    {"npm_", 30},
    {"pypi-", 40},    {"hf_", 30},      {"dop_v1_", 40},
    {"shpat_", 30},   {"ya29.", 20},    {"hvs.", 20},
    {"hvb.", 20},     {"SG.", 20},      {"AGE-SECRET-KEY-1", 30},
};

// Names that hold a secret whatever surrounds them, letters and digits only …
constexpr std::string_view kTellingParts[] = {
    "password",   "passwd",        "passphrase",    "apikey", "secret",     "privatekey", "accesskey",
    "signingkey", "encryptionkey", "authorization", "cookie", "credential", "sessionid",  "connectionstring"};
// … and those that do as the last word of a name: "auth_token" is one, "token_count" and "max_tokens" are not.
constexpr std::string_view kTellingWords[] = {"token", "pwd", "jwt", "bearer"};

constexpr std::array<bool, 256> kStartsKey = [] {
  std::array<bool, 256> starts{};
  for (const KnownKey& known : kKnownKeys) starts[static_cast<uint8_t>(known.prefix[0])] = true;
  for (const char c : {'e', '-', 'B', 'b'})
    starts[static_cast<uint8_t>(c)] = true;  // JWT, PEM and flags, Bearer and Basic
  return starts;
}();

struct Span {
  size_t begin;
  size_t end;
};

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
    if (c == '=') return Named(at);
    if (c == ':') return text_.substr(at).starts_with("://") ? UrlPassword(at) : Named(at);
    if (!kStartsKey[static_cast<uint8_t>(c)] || (at > 0 && IsAlnum(text_[at - 1]))) return std::nullopt;
    if (c == '-') {
      const auto pem = Pem(at);
      return pem ? pem : Flag(at);
    }
    if (const auto jwt = Jwt(at)) return jwt;
    if (const auto scheme = Scheme(at)) return scheme;
    return Known(at);
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
  [[nodiscard]] size_t LineEnd(size_t at) const {
    return RunEnd(at, [](char c) { return !IsLineEnd(c); });
  }

  [[nodiscard]] std::optional<Span> Known(size_t at) const {
    const std::string_view rest = text_.substr(at);
    for (const KnownKey& known : kKnownKeys) {
      if (!rest.starts_with(known.prefix)) continue;
      const size_t end = RunEnd(at + known.prefix.size(), [](char c) { return IsKeyByte(c) || c == '.'; });
      if (end - at >= known.prefix.size() + known.least) return Span{at, end};
    }
    return std::nullopt;
  }

  // Three parts of base64url, the first of which begins like the JSON {" does.
  [[nodiscard]] std::optional<Span> Jwt(size_t at) {
    constexpr size_t kLeastPart = 8;
    // A run of key bytes that was looked at once and is no token holds none further on either; asking again would be
    // quadratic.
    if (at < no_jwt_before_ || !text_.substr(at).starts_with("eyJ")) return std::nullopt;
    const size_t header_end = RunEnd(at, IsKeyByte);
    no_jwt_before_ = header_end;
    if (header_end - at < kLeastPart || header_end >= text_.size() || text_[header_end] != '.') return std::nullopt;
    const size_t payload_end = RunEnd(header_end + 1, IsKeyByte);
    if (payload_end - header_end <= kLeastPart) return std::nullopt;
    return Span{at, RunEnd(payload_end, [](char c) { return IsKeyByte(c) || c == '.'; })};
  }

  // "Bearer …", "Basic …": what follows, if it can be a token and not a word of prose.
  [[nodiscard]] std::optional<Span> Scheme(size_t at) const {
    constexpr size_t kLeastToken = 8;
    constexpr size_t kSurelyToken = 24;
    for (const std::string_view scheme : {std::string_view("bearer"), std::string_view("basic")}) {
      if (!base::EqualIgnoringCase(text_.substr(at, scheme.size()), scheme)) continue;
      const size_t begin = SkipSpaces(at + scheme.size());
      if (begin == at + scheme.size()) return std::nullopt;
      const size_t end = RunEnd(begin, IsTokenByte);
      const std::string_view token = text_.substr(begin, end - begin);
      const bool looks_made =
          token.size() >= kSurelyToken || (std::ranges::any_of(token, IsDigit) && token.size() >= kLeastToken);
      if (looks_made) return Span{begin, end};
    }
    return std::nullopt;
  }

  // A private key in PEM, or what there is of it.
  [[nodiscard]] std::optional<Span> Pem(size_t at) const {
    constexpr std::string_view kBegin = "-----BEGIN ";
    constexpr std::string_view kPrivate = "PRIVATE KEY";
    constexpr std::string_view kEnd = "-----END ";
    constexpr size_t kMaxLabel = 64;
    if (!text_.substr(at).starts_with(kBegin) || !text_.substr(at, kMaxLabel).contains(kPrivate)) return std::nullopt;
    const size_t footer = text_.find(kEnd, at);
    if (footer == std::string_view::npos) return Span{at, text_.size()};
    const size_t dashes = text_.find("-----", footer + kEnd.size());
    return Span{at, dashes == std::string_view::npos ? text_.size() : dashes + 5};
  }

  // "--password value"
  [[nodiscard]] std::optional<Span> Flag(size_t at) const {
    if (!text_.substr(at).starts_with("--")) return std::nullopt;
    size_t name_end = at;
    while (name_end < text_.size() && name_end - at <= kMaxNameBytes && IsNameByte(text_[name_end])) ++name_end;
    if (!IsSecretName(text_.substr(at, name_end - at))) return std::nullopt;
    const size_t begin = SkipSpaces(name_end);
    if (begin == name_end || begin >= text_.size() || text_[begin] == '-') return std::nullopt;
    return Value(begin, false);
  }

  // scheme://user:password@host
  [[nodiscard]] std::optional<Span> UrlPassword(size_t at) const {
    const size_t begin = at + 3;
    const size_t end = RunEnd(
        begin, [](char c) { return !IsSpace(c) && !IsLineEnd(c) && !IsQuote(c) && c != '/' && c != '<' && c != '>'; });
    const std::string_view authority = text_.substr(begin, end - begin);
    const size_t sign = authority.rfind('@');
    const size_t colon = authority.find(':');
    if (sign == std::string_view::npos || colon >= sign || colon + 1 == sign) return std::nullopt;
    return Span{begin + colon + 1, begin + sign};
  }

  // name=value, name: value, "name": "value" and their kin, at the '=' or ':'.
  [[nodiscard]] std::optional<Span> Named(size_t at) const {
    if (text_.substr(at).starts_with("::")) return std::nullopt;  // a scope of C++ or Rust
    size_t name_end = at;
    const auto back_over = [&](auto is) {
      for (size_t n = 0; n < kMaxSpaces && name_end > 0 && is(text_[name_end - 1]); ++n) --name_end;
    };
    back_over(IsSpace);
    back_over([](char c) { return IsQuote(c) || c == '\\' || c == ']'; });
    size_t name_begin = name_end;
    while (name_begin > 0 && name_end - name_begin < kMaxNameBytes && IsNameByte(text_[name_begin - 1])) --name_begin;
    const std::string_view name = text_.substr(name_begin, name_end - name_begin);
    if (!IsSecretName(name)) return std::nullopt;

    size_t begin = at + 1;
    if (begin < text_.size() && (text_[begin] == '>' || text_[begin] == '=')) ++begin;  // => and :=
    begin = SkipSpaces(begin);
    // "Invalid token: malformed" is a sentence, "token: abc123" is not.
    const bool in_prose = name == "token" && text_[at] == ':' && name_begin > 1 && IsSpace(text_[name_begin - 1]) &&
                          IsAlnum(text_[name_begin - 2]);
    const bool whole_line = text_[at] == ':' && HoldsTheLine(name);
    const std::optional<Span> value = Value(begin, whole_line);
    if (value && in_prose && std::ranges::none_of(text_.substr(value->begin, value->end - value->begin), IsDigit)) {
      return std::nullopt;
    }
    return value;
  }

  // Headers whose value may have spaces in it.
  [[nodiscard]] static bool HoldsTheLine(std::string_view name) {
    const std::string lower = base::AsciiLower(name);
    return lower.ends_with("authorization") || lower.ends_with("cookie");
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

  // Words that are no secret stay, and so does what was redacted before.
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
};

}  // namespace

bool IsSecretName(std::string_view name) {
  if (name.size() < 3 || name.size() > kMaxNameBytes) return false;
  std::array<char, kMaxNameBytes> letters;
  size_t count = 0;
  size_t last_word = 0;
  for (size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (!IsAlnum(c)) {
      last_word = count;
      continue;
    }
    if (IsUpper(c) && i > 0 && IsLower(name[i - 1])) last_word = count;
    letters[count++] = IsUpper(c) ? static_cast<char>(c - 'A' + 'a') : c;
  }
  const std::string_view whole(letters.data(), count);
  const std::string_view last = whole.substr(last_word);
  return std::ranges::any_of(kTellingParts, [&](std::string_view part) { return whole.contains(part); }) ||
         std::ranges::find(kTellingWords, last) != std::end(kTellingWords);
}

bool AppendRedacted(std::string_view text, std::string& out) { return Scanner(text, out).Run(); }

std::string Redact(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  AppendRedacted(text, out);
  return out;
}

}  // namespace gatehouse::events
