#include "answers/secret_finder.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "base/bytes.h"
#include "events/known_key.h"

namespace gatehouse::answers {
namespace {

using events::IsAlnum;
using events::IsKeyByte;
using events::IsTokenByte;

constexpr std::string_view kPem = "-----BEGIN ";
constexpr size_t kLongestPemHead = 64;
constexpr size_t kMostBlanks = 8;
constexpr std::string_view kSchemes[] = {"bearer", "basic"};
constexpr std::string_view kHashes[] = {"$2a$", "$2b$", "$2x$",    "$2y$",     "$1$",     "$5$",
                                        "$6$",  "$y$",  "$argon2", "$scrypt$", "$pbkdf2", "$apr1$"};
constexpr std::string_view kWebhooks[] = {"hooks.slack.com/services/", "hooks.slack.com/workflows/",
                                          "discord.com/api/webhooks/", "discordapp.com/api/webhooks/"};
constexpr std::string_view kAddress = "://";

bool IsHashByte(char c) { return IsTokenByte(c) || c == '$' || c == ',' || c == ':'; }
// What an address with a password in it is made of: not where a page's text or a string goes on.
bool IsAddressByte(char c) {
  return static_cast<unsigned char>(c) > 0x20 && !std::string_view("\"'<>\\`{}|^").contains(c) &&
         static_cast<unsigned char>(c) < 0x7F;
}

// The text as a regular expression that means just that.
std::string Literal(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string regex;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    regex += "\\x";
    regex += kHex[byte >> 4U];
    regex += kHex[byte & 15U];
  }
  return regex;
}

// A match ends so many bytes behind the place where the secret would begin: that, and its kind, is the match's id.
constexpr uint32_t kLengthBits = 16;
patterns::Expression StartOf(std::string_view text, Kind kind, uint32_t flags = 0) {
  return {.id = static_cast<uint32_t>(kind) << kLengthBits | static_cast<uint32_t>(text.size()),
          .name = std::string(text),
          .regex = Literal(text),
          .flags = flags};
}

// scheme://user:password@host: the password.
std::optional<Secret> AddressPasswordAt(std::string_view text, size_t at) {
  if (!text.substr(at).starts_with(kAddress)) return std::nullopt;
  const size_t begin = at + kAddress.size();
  size_t end = begin;
  while (end < text.size() && end - begin < kMostHeld && IsAddressByte(text[end]) && text[end] != '/') ++end;
  const std::string_view authority = text.substr(begin, end - begin);
  const size_t sign = authority.rfind('@');
  const size_t colon = authority.find(':');
  if (sign == std::string_view::npos || colon == std::string_view::npos || colon + 1 >= sign) return std::nullopt;
  if (authority.substr(colon + 1).starts_with("[REDACTED") || authority.starts_with('[')) return std::nullopt;
  return Secret{begin + colon + 1, begin + sign, Kind::kAddress};
}

// How long the end of the text is that consists of bytes for which `is` holds, kMostHeld at most.
template <typename Predicate>
size_t RunAtEnd(std::string_view text, Predicate is) {
  const size_t most = std::min(text.size(), kMostHeld);
  size_t length = 0;
  while (length < most && is(text[text.size() - 1 - length])) ++length;
  return length;
}

// Whether one of them begins where the text ends: a proper prefix of it stands there. The first place where.
size_t PartOf(std::string_view text, std::string_view word, size_t first) {
  const size_t most = std::min(word.size() - 1, text.size());
  for (size_t length = most; length > 0; --length) {
    if (text.size() - length >= first) return first;
    if (text.ends_with(word.substr(0, length))) return text.size() - length;
  }
  return first;
}

}  // namespace

bool Continues(Kind kind, char c) {
  switch (kind) {
    case Kind::kKey:
      return IsKeyByte(c) || c == '.';
    case Kind::kToken:
      return IsTokenByte(c);
    case Kind::kHash:
      return IsHashByte(c) || c == '@';
    case Kind::kWebhook:
      return !std::string_view(" \t\r\n\"'<>,;)]}?#").contains(c);
    default:
      return false;
  }
}

base::Result<SecretFinder> SecretFinder::Make(bool secrets, std::span<const std::string> canaries) {
  std::vector<patterns::Expression> expressions;
  for (const std::string& canary : canaries) expressions.push_back(StartOf(canary, Kind::kCanary));
  if (secrets) {
    for (const std::string_view prefix : events::KeyPrefixes()) expressions.push_back(StartOf(prefix, Kind::kKey));
    for (const std::string_view hash : kHashes) expressions.push_back(StartOf(hash, Kind::kHash));
    for (const std::string_view scheme : kSchemes)
      expressions.push_back(StartOf(scheme, Kind::kToken, patterns::kCaseless));
    for (const std::string_view webhook : kWebhooks) expressions.push_back(StartOf(webhook, Kind::kWebhook));
    expressions.push_back(StartOf(kPem, Kind::kPrivateKey));
  }
  auto database = patterns::Database::Compile(expressions, patterns::Mode::kBlock);
  if (!database) return std::unexpected(database.error());
  return SecretFinder(secrets, {canaries.begin(), canaries.end()}, *std::move(database));
}

base::Result<patterns::Scratch> SecretFinder::MakeScratch() const {
  patterns::Scratch scratch;
  if (auto fits = database_.Fit(scratch); !fits) return std::unexpected(fits.error());
  return scratch;
}

void SecretFinder::FindStarts(std::string_view text, patterns::Scratch& scratch, std::vector<Start>& starts) const {
  starts.clear();
  const auto scanned = database_.Scan(text, scratch, [&](const patterns::Match& match) {
    const uint32_t length = match.id & ((1U << kLengthBits) - 1);
    starts.push_back({static_cast<size_t>(match.to) - length, static_cast<Kind>(match.id >> kLengthBits)});
    return true;
  });
  if (!scanned) throw std::runtime_error("an answer could not be scanned: " + scanned.error().what);
  // Addresses are in every page; the '@' behind a password is not.
  for (size_t sign = secrets_ ? text.find('@') : std::string_view::npos; sign != std::string_view::npos;
       sign = text.find('@', sign + 1)) {
    size_t begin = sign;
    while (begin > 0 && sign - begin < kMostHeld && IsAddressByte(text[begin - 1]) && text[begin - 1] != '/') --begin;
    if (text.substr(0, begin).ends_with(kAddress)) starts.push_back({begin - kAddress.size(), Kind::kAddress});
  }
  std::ranges::stable_sort(starts, {}, &Start::at);  // matches come in the order of their ends
}

std::optional<Secret> SecretFinder::SecretAt(std::string_view text, Start start, char before) const {
  const size_t at = start.at;
  const auto of = [kind = start.kind](std::optional<events::Span> span) {
    return span ? std::optional(Secret{span->begin, span->end, kind}) : std::nullopt;
  };
  switch (start.kind) {
    case Kind::kCanary:
      for (const std::string& canary : canaries_) {
        if (text.substr(at).starts_with(canary)) return Secret{at, at + canary.size(), Kind::kCanary};
      }
      return std::nullopt;
    case Kind::kAddress:
      return AddressPasswordAt(text, at);
    case Kind::kPrivateKey:
      return of(events::PemAt(text, at));
    case Kind::kWebhook:
      return of(events::WebhookAt(text, std::min(text.find('/', at), text.size() - 1)));
    default:
      break;
  }
  if (IsAlnum(events::ByteBefore(text, at, before))) return std::nullopt;
  switch (start.kind) {
    case Kind::kHash:
      return of(events::PasswordHashAt(text, at));
    case Kind::kToken:
      return of(events::SchemeAt(text, at));
    default:
      return of(events::KnownKeyAt(text, at));
  }
}

size_t SecretFinder::UndecidedFrom(std::string_view text, char before) const {
  size_t first = text.size();
  for (const std::string& canary : canaries_) first = PartOf(text, canary, first);
  if (!secrets_) return first;
  for (const std::string_view webhook : kWebhooks) first = PartOf(text, webhook, first);
  first = PartOf(text, kPem, first);
  first = PartOf(text, kAddress, first);
  const auto begins_word = [&](size_t at) { return !IsAlnum(events::ByteBefore(text, at, before)); };
  const auto hold_from = [&](size_t at) { first = std::min(first, at); };
  // A key, or the beginning of its prefix: all of it is key bytes and dots.
  const size_t run = RunAtEnd(text, [](char c) { return IsKeyByte(c) || c == '.'; });
  for (size_t at = text.size() - run; at < first; ++at) {
    if (!begins_word(at) || !events::StartsKey(text[at])) continue;
    const std::string_view rest = text.substr(at);
    const bool may_be = std::ranges::any_of(events::KeyPrefixes(), [rest](std::string_view prefix) {
      return rest.starts_with(prefix.substr(0, rest.size()));
    });
    if (may_be) hold_from(at);
  }
  // "Bearer ", and the token behind it. The word, blanks, and what can be a token up to the end.
  const size_t token = text.size() - RunAtEnd(text, IsTokenByte);
  size_t word_end = token;
  while (word_end > 0 && token - word_end < kMostBlanks && events::IsSpace(text[word_end - 1])) --word_end;
  for (const std::string_view scheme : kSchemes) {
    if (word_end >= scheme.size() && word_end < text.size() && word_end != token) {
      const size_t at = word_end - scheme.size();
      if (begins_word(at) && base::EqualIgnoringCase(text.substr(at, scheme.size()), scheme)) hold_from(at);
    }
    // The word itself is cut.
    for (size_t length = std::min(scheme.size(), text.size()); length > 0; --length) {
      const size_t at = text.size() - length;
      if (begins_word(at) && base::EqualIgnoringCase(text.substr(at), scheme.substr(0, length))) hold_from(at);
    }
  }
  const size_t hash_run = RunAtEnd(text, IsHashByte);
  if (const size_t dollar = text.find('$', text.size() - hash_run);
      dollar != std::string_view::npos && begins_word(dollar))
    hold_from(dollar);
  const size_t address_run = RunAtEnd(text, [](char c) { return IsAddressByte(c); });
  const std::string_view address = text.substr(text.size() - address_run);
  if (const size_t sign = address.rfind(kAddress);
      sign != std::string_view::npos && !address.substr(sign + kAddress.size()).contains('/')) {
    hold_from(text.size() - address_run + sign);
  }
  for (const std::string_view webhook : kWebhooks) {  // its path goes on
    const size_t at = address.rfind(webhook);
    if (at != std::string_view::npos && address.size() - at < webhook.size() + 12)
      hold_from(text.size() - address_run + at);
  }
  const std::string_view end = text.substr(text.size() - std::min(text.size(), kLongestPemHead));
  if (const size_t pem = end.rfind(kPem); pem != std::string_view::npos && !end.substr(pem).contains("PRIVATE KEY")) {
    hold_from(text.size() - end.size() + pem);
  }
  return first;
}

}  // namespace gatehouse::answers
