#include "gate/inspect/prompt/redactor.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>

#include "events/known_key.h"
#include "events/redaction.h"
#include "gate/inspect/prompt/families.h"

namespace gatehouse::prompt {
namespace {

// What of a match goes.
enum class Cut : uint8_t {
  kAll,
  kValue,    // what stands behind the sign
  kDigits,   // without the bytes around the number, which belong to the sentence
  kAddress,  // the match begins with the last letter in front of the @
};

struct Taken {
  std::string_view rule;
  Cut cut;
};
constexpr Taken kTaken[] = {
    {"key of a service", Cut::kAll},         {"token", Cut::kAll},        {"password in a line", Cut::kValue},
    {"e-mail address", Cut::kAddress},       {"bank account", Cut::kAll}, {"payment card", Cut::kDigits},
    {"social security number", Cut::kDigits}};
// "private key" is left to PemAt, which knows where one ends.

bool IsDigit(char c) { return events::IsDigit(c); }
bool IsLocalByte(char c) {
  return events::IsAlnum(c) || std::string_view("._%+-'").contains(c) || static_cast<uint8_t>(c) >= 0x80;
}
bool EndsValue(char c) { return std::string_view(" \t\r\n\"',;").contains(c); }

}  // namespace

base::Result<Redactor> Redactor::Make() {
  std::vector<patterns::Expression> expressions;
  for (const std::span<const Rule> rules : {SecretRules(), PersonalRules()}) {
    for (const Rule& rule : rules) {
      const auto* const taken = std::ranges::find(kTaken, rule.name, &Taken::rule);
      if (taken == std::end(kTaken)) continue;
      expressions.push_back({static_cast<uint32_t>(taken - kTaken), std::string(rule.name), std::string(rule.regex),
                             patterns::kCaseless | patterns::kDotAll | patterns::kFrom});
    }
  }
  auto database = patterns::Database::Compile(expressions, patterns::Mode::kBlock);
  if (!database) return std::unexpected(database.error());
  patterns::Scratch scratch;
  if (const auto fits = database->Fit(scratch); !fits) return std::unexpected(fits.error());
  return Redactor(std::move(*database), std::move(scratch));
}

void Redactor::FindByRules(std::string_view text) {
  constexpr size_t kMostLocal = 64;  // RFC 5321 §4.5.3.1.1
  // Each match comes once for every end that it could have, and its end is moved on to where the secret ends: once.
  Span done{0, 0};
  (void)database_.Scan(text, scratch_, [&](const patterns::Match& match) {
    Span span{static_cast<size_t>(match.from), static_cast<size_t>(match.to)};
    // What reaches no further than what was found before it, or begins inside of that and ends there, adds nothing.
    if (span.begin >= done.begin && span.end <= done.end) return true;
    switch (kTaken[match.id].cut) {
      case Cut::kAll:
        while (span.end < text.size() && events::IsKeyByte(text[span.end])) ++span.end;
        break;
      case Cut::kValue: {
        const std::string_view whole = text.substr(span.begin, span.end - span.begin);
        size_t sign = whole.find_first_of(":=");
        if (sign == std::string_view::npos) sign = whole.find_last_of(" \t\r\n");
        span.begin += std::min(whole.find_first_not_of(" \t\r\n\"'", sign + 1), whole.size());
        while (span.end < text.size() && !EndsValue(text[span.end])) ++span.end;
        break;
      }
      case Cut::kDigits:
        while (span.begin < span.end && !IsDigit(text[span.begin])) ++span.begin;
        while (span.end > span.begin && !IsDigit(text[span.end - 1])) --span.end;
        break;
      case Cut::kAddress:
        for (size_t most = kMostLocal; most > 0 && span.begin > 0 && IsLocalByte(text[span.begin - 1]); --most)
          --span.begin;
        break;
    }
    found_.push_back(span);
    if (span.end > done.end) done = span;
    return true;
  });
}

void Redactor::FindKeys(std::string_view text) {
  constexpr size_t kLongestHash = 512;
  size_t done = 0;  // what was found as a whole is not looked into again
  for (size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (at < done) continue;
    std::optional<events::Span> key;
    if (c == '/') {
      key = events::WebhookAt(text, at);
    } else if (events::StartsKey(c) && !events::IsAlnum(events::ByteBefore(text, at))) {
      const std::string_view near = text.substr(0, at + kLongestHash);  // a row of '$' must not be read again and again
      key = c == '$' ? events::PasswordHashAt(near, at) : c == '-' ? events::PemAt(text, at) : std::nullopt;
      if (!key && c != '$' && c != '-') key = events::SchemeAt(text, at);
      if (!key && c != '$' && c != '-') key = events::KnownKeyAt(text, at);
    }
    if (!key) continue;
    found_.push_back({key->begin, key->end});
    done = key->end;
  }
}

size_t Redactor::Append(std::string_view text, std::string& out) {
  found_.clear();
  FindByRules(text);
  FindKeys(text);
  std::ranges::sort(found_, {}, &Span::begin);
  size_t count = 0;
  size_t copied = 0;
  for (size_t i = 0; i < found_.size();) {
    const size_t begin = found_[i].begin;
    size_t end = found_[i].end;
    for (++i; i < found_.size() && found_[i].begin < end; ++i) end = std::max(end, found_[i].end);
    out.append(text.substr(copied, begin - copied)).append(events::kRedacted);
    copied = end;
    ++count;
  }
  out.append(text.substr(copied));
  return count;
}

}  // namespace gatehouse::prompt
