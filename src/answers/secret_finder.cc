#include "answers/secret_finder.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "answers/base64_text.h"
#include "answers/spellings.h"
#include "base/bytes.h"
#include "events/known_key.h"

namespace gatehouse::answers {
namespace {

static_assert(events::kLeastKnownKey >= Sieve::kLeastKey);
static_assert(kMostBefore >= events::kLongestEscape);

using events::IsAlnum;
using events::IsKeyByte;
using events::IsTokenByte;

constexpr std::string_view kPem = "-----BEGIN ";
constexpr size_t kLongestPemHead = 64;
constexpr size_t kMostBlanks = 8;
constexpr std::string_view kSchemes[] = {"bearer", "basic"};  // in lower case
constexpr std::string_view kHashes[] = {"$2a$", "$2b$", "$2x$",    "$2y$",     "$1$",     "$5$",
                                        "$6$",  "$y$",  "$argon2", "$scrypt$", "$pbkdf2", "$apr1$"};
constexpr std::string_view kWebhooks[] = {"hooks.slack.com/services/", "hooks.slack.com/workflows/",
                                          "discord.com/api/webhooks/", "discordapp.com/api/webhooks/"};
constexpr size_t kLeastWebhookPath = 12;  // what a webhook is can be told when so much of its path is here
constexpr std::string_view kAddress = "://";
// Keys that a page contains so that its visitors use them.
constexpr std::string_view kPublished[] = {"pk_live_", "phc_"};
// Keys that only name their owner: a signed URL or form contains them, and works with them only.
constexpr std::string_view kKeyIds[] = {"AKIA", "ASIA", "LTAI"};
constexpr size_t kDate = 8;  // 20261128

bool IsHashByte(char c) { return IsTokenByte(c) || c == '$' || c == ',' || c == ':'; }
// Bytes of a URL with a password; others end it, such as quotes, tags and spaces.
bool IsAddressByte(char c) {
  return static_cast<unsigned char>(c) > 0x20 && !std::string_view("\"'<>\\`{}|^").contains(c) &&
         static_cast<unsigned char>(c) < 0x7F;
}

// Escapes a text for a regular expression.
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

// The beginning of a kind of secret, and the byte of it that the sieve reports: the first, or that of the rarer pair.
struct Beginning {
  std::string_view text;
  Kind kind;
  bool caseless = false;
  size_t shown = 0;
};

// The order in which beginnings are decided.
std::pair<size_t, Kind> PlaceAndKind(const Start& start) { return {start.at, start.kind}; }

// All beginnings, by the byte that the sieve reports.
class Beginnings {
 public:
  Beginnings() {
    for (const std::string_view prefix : events::KeyPrefixes()) Add({.text = prefix, .kind = Kind::kKey});
    for (const std::string_view hash : kHashes) Add({.text = hash, .kind = Kind::kHash});
    for (const std::string_view scheme : kSchemes) Add({.text = scheme, .kind = Kind::kToken, .caseless = true});
    for (const std::string_view webhook : kWebhooks) {
      const size_t pair = webhook.find("bhooks");
      Add({.text = webhook, .kind = Kind::kWebhook, .shown = pair == std::string_view::npos ? 0 : pair});
    }
    Add({.text = kPem, .kind = Kind::kPrivateKey, .shown = kPem.find('B')});
  }

  [[nodiscard]] const std::vector<Beginning>& all() const { return all_; }
  [[nodiscard]] const std::vector<Beginning>& ShownBy(char c) const { return by_shown_[static_cast<unsigned char>(c)]; }

  // The sieve's prefixes: the reported byte and two more of each; in both cases if case does not matter.
  [[nodiscard]] std::vector<std::string> Shown() const {
    std::vector<std::string> shown;
    for (const Beginning& each : all_) {
      const std::string three(each.text.substr(each.shown, Sieve::kPrefix));
      if (!each.caseless) shown.push_back(three);
      for (unsigned cases = 0; each.caseless && cases < 1U << three.size(); ++cases) {
        std::string variant = three;
        for (size_t i = 0; i < variant.size(); ++i) {
          if ((cases >> i & 1U) != 0) variant[i] = static_cast<char>(variant[i] - 'a' + 'A');
        }
        shown.push_back(variant);
      }
    }
    return shown;
  }

 private:
  void Add(Beginning beginning) {
    all_.push_back(beginning);
    const char shown = beginning.text[beginning.shown];
    by_shown_[static_cast<unsigned char>(shown)].push_back(beginning);
    if (beginning.caseless) by_shown_[static_cast<unsigned char>(shown - 'a' + 'A')].push_back(beginning);
  }

  std::vector<Beginning> all_;
  std::array<std::vector<Beginning>, 256> by_shown_;
};

const Beginnings& TheBeginnings() {
  static const Beginnings beginnings;
  return beginnings;
}

// The id of a match contains its kind, and the distance from the secret's beginning to the end of the match.
constexpr uint32_t kLengthBits = 16;
patterns::Expression StartOf(std::string_view text, Kind kind, bool caseless = false) {
  return {.id = static_cast<uint32_t>(kind) << kLengthBits | static_cast<uint32_t>(text.size()),
          .name = std::string(text),
          .regex = Literal(text),
          .flags = caseless ? patterns::kCaseless : 0};
}

// Finds the password in scheme://user:password@host.
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

size_t SlashAt(std::string_view text) {
  if (text.starts_with('/')) return 1;
  return base::EqualIgnoringCase(text.substr(0, 3), "%2f") ? 3 : 0;
}

// True for the name of a key in a signed URL or form: AKIA…/20261128/us-east-1/s3/aws4_request, AWSAccessKeyId=AKIA….
bool SignsAnAddress(std::string_view text, const Secret& key, std::string_view before) {
  if (std::ranges::none_of(kKeyIds, [&](auto id) { return text.substr(key.begin).starts_with(id); })) return false;
  constexpr std::string_view kParameter = "AccessKeyId=";
  std::string front(before);
  front.append(text.substr(0, key.begin));
  if (front.ends_with(kParameter)) return true;
  const std::string_view behind = text.substr(key.end);
  const std::string_view date = behind.substr(SlashAt(behind));
  return date.size() < behind.size() && date.size() >= kDate &&
         std::ranges::all_of(date.substr(0, kDate), events::IsDigit);
}

// The length of the end of the text that may be the beginning of "/20261128".
size_t DateAtEnd(std::string_view text) {
  for (size_t length = std::min(text.size(), kDate + 2); length > 0; --length) {
    const std::string_view end = text.substr(text.size() - length);
    const std::string_view digits = end.substr(SlashAt(end));
    const bool cut = end == "%" || end == "%2";
    if (cut || (digits.size() < length && digits.size() < kDate && std::ranges::all_of(digits, events::IsDigit)))
      return length;
  }
  return 0;
}

// The length of the longest suffix of bytes for which `is` holds, at most kMostHeld.
template <typename Predicate>
size_t RunAtEnd(std::string_view text, Predicate is) {
  const size_t most = std::min(text.size(), kMostHeld);
  size_t length = 0;
  while (length < most && is(text[text.size() - 1 - length])) ++length;
  return length;
}

// The end of a text whose rest has not come yet. Each function holds back what could begin a secret of its kind.
class OpenEnd {
 public:
  OpenEnd(std::string_view text, std::string_view before) : text_(text), before_(before), from_(text.size()) {}

  // Where the part begins that has to wait for the rest; the size of the text if nothing has to.
  [[nodiscard]] size_t from() const { return from_; }

  // A proper prefix of the word.
  void HoldPartOf(std::string_view word) {
    for (size_t at = text_.size() - std::min(word.size() - 1, text_.size()); at < from_; ++at) {
      if (text_[at] == word[0] && word.starts_with(text_.substr(at))) from_ = at;
    }
  }

  void HoldBase64() { Hold(OpenBase64From(text_, kMostHeld)); }

  // A key's name with the date of a signature behind it.
  void HoldKeyId() {
    const std::string_view undated = text_.substr(0, text_.size() - DateAtEnd(text_));
    for (size_t at = undated.size() - RunAtEnd(undated, IsKeyByte); at < undated.size(); ++at) {
      const bool names = std::ranges::any_of(kKeyIds, [&](auto id) { return undated.substr(at).starts_with(id); });
      if (names && BeginsWord(at)) Hold(at);
    }
  }

  // A key, or the beginning of its prefix: all of it is key bytes and dots.
  void HoldKey() {
    const size_t run = RunAtEnd(text_, [](char c) { return IsKeyByte(c) || c == '.'; });
    for (size_t at = text_.size() - run; at < from_; ++at) {
      if (!BeginsWord(at) || !events::StartsKey(text_[at])) continue;
      const std::string_view rest = text_.substr(at);
      const bool may_be = std::ranges::any_of(events::KeyPrefixes(), [rest](std::string_view prefix) {
        return rest[0] == prefix[0] && rest.starts_with(prefix.substr(0, rest.size()));
      });
      if (may_be) Hold(at);
    }
  }

  // "Bearer ", and the token behind it: the word, blanks, and what can be a token up to the end. Or part of the word.
  void HoldToken(std::string_view scheme) {
    const size_t token = text_.size() - RunAtEnd(text_, IsTokenByte);
    size_t word_end = token;
    while (word_end > 0 && token - word_end < kMostBlanks && events::IsSpace(text_[word_end - 1])) --word_end;
    if (word_end >= scheme.size() && word_end < text_.size() && word_end != token) {
      const size_t at = word_end - scheme.size();
      if (BeginsWord(at) && base::EqualIgnoringCase(text_.substr(at, scheme.size()), scheme)) Hold(at);
    }
    for (size_t length = std::min(scheme.size(), text_.size()); length > 0; --length) {
      const size_t at = text_.size() - length;
      if (BeginsWord(at) && base::EqualIgnoringCase(text_.substr(at), scheme.substr(0, length))) Hold(at);
    }
  }

  void HoldHash() {
    const size_t dollar = text_.find('$', text_.size() - RunAtEnd(text_, IsHashByte));
    if (dollar != std::string_view::npos && BeginsWord(dollar)) Hold(dollar);
  }

  // An address whose user and password go on, or a webhook's whose path does.
  void HoldAddress() {
    const size_t begin = text_.size() - RunAtEnd(text_, IsAddressByte);
    const std::string_view address = text_.substr(begin);
    const size_t sign = address.rfind(kAddress);
    if (sign != std::string_view::npos && !address.substr(sign + kAddress.size()).contains('/')) Hold(begin + sign);
    for (const std::string_view webhook : kWebhooks) {
      const size_t at = address.rfind(webhook);
      if (at != std::string_view::npos && address.size() - at < webhook.size() + kLeastWebhookPath) Hold(begin + at);
    }
  }

  // The first line of a private key.
  void HoldPemHead() {
    const std::string_view end = text_.substr(text_.size() - std::min(text_.size(), kLongestPemHead));
    const size_t pem = end.rfind(kPem);
    if (pem != std::string_view::npos && !end.substr(pem).contains("PRIVATE KEY"))
      Hold(text_.size() - end.size() + pem);
  }

 private:
  void Hold(size_t at) { from_ = std::min(from_, at); }
  [[nodiscard]] bool BeginsWord(size_t at) const { return !IsAlnum(events::ByteBefore(text_, at, before_)); }

  std::string_view text_;
  std::string_view before_;
  size_t from_;
};

bool IsPublished(std::string_view key) {
  return std::ranges::any_of(kPublished, [key](std::string_view prefix) { return key.starts_with(prefix); });
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
      return !std::string_view(" \t\r\n\"'<>,;)]}?#\\").contains(c);
    case Kind::kEncoded:
      return IsBase64(c) || c == '=';
    default:
      return false;
  }
}

base::Result<SecretFinder> SecretFinder::Make(bool secrets, std::span<const std::string> canaries,
                                              std::span<const ReadMasks> readers) {
  std::vector<std::string> spellings;
  for (const std::string& canary : canaries) std::ranges::move(SpellingsOf(canary), std::back_inserter(spellings));
  for (std::string& spelling : spellings) spelling.resize(std::min(spelling.size(), kMostHeld));
  SecretFinder finder(secrets, std::move(spellings));
  std::vector<patterns::Expression> expressions;
  expressions.reserve(finder.canaries_.size());
  for (const std::string& canary : finder.canaries_) expressions.push_back(StartOf(canary, Kind::kCanary));
  if (secrets && !readers.empty()) {
    const std::vector<std::string> shown = TheBeginnings().Shown();
    finder.sieve_.emplace(std::vector<std::string_view>(shown.begin(), shown.end()), readers.front());
  } else if (secrets) {
    for (const Beginning& each : TheBeginnings().all())
      expressions.push_back(StartOf(each.text, each.kind, each.caseless));
  }
  if (expressions.empty()) return finder;
  auto database = patterns::Database::Compile(expressions, patterns::Mode::kBlock);
  if (!database) return std::unexpected(database.error());
  finder.database_ = *std::move(database);
  return finder;
}

base::Result<patterns::Scratch> SecretFinder::MakeScratch() const {
  patterns::Scratch scratch;
  if (!database_) return scratch;
  if (auto fits = database_->Fit(scratch); !fits) return std::unexpected(fits.error());
  return scratch;
}

// Adds the beginnings whose reported byte is at `at`.
void SecretFinder::AddBeginnings(std::string_view text, size_t at, std::vector<Start>& starts) {
  for (const Beginning& each : TheBeginnings().ShownBy(text[at])) {
    if (at < each.shown) continue;
    const std::string_view here = text.substr(at - each.shown, each.text.size());
    if (each.caseless ? base::EqualIgnoringCase(here, each.text) : here == each.text)
      starts.push_back({at - each.shown, each.kind});
  }
}

// Search for '@': URLs are frequent, an '@' after a password is rare.
void SecretFinder::AddAddress(std::string_view text, size_t sign, std::vector<Start>& starts) {
  size_t begin = sign;
  while (begin > 0 && sign - begin < kMostHeld && IsAddressByte(text[begin - 1]) && text[begin - 1] != '/') --begin;
  if (text.substr(0, begin).ends_with(kAddress)) starts.push_back({begin - kAddress.size(), Kind::kAddress});
}

void SecretFinder::AddSpelled(std::string_view text, patterns::Scratch& scratch, std::vector<Start>& starts,
                              std::vector<size_t>& runs) const {
  if (database_) {
    const auto scanned = database_->Scan(text, scratch, [&](const patterns::Match& match) {
      const uint32_t length = match.id & ((1U << kLengthBits) - 1);
      starts.push_back({static_cast<size_t>(match.to) - length, static_cast<Kind>(match.id >> kLengthBits)});
      return true;
    });
    if (!scanned) throw std::runtime_error("an answer could not be scanned: " + scanned.error().what);
  }
  if (sieve_) {
    std::vector<size_t> places;
    sieve_->Find(text, places, runs);
    for (const size_t at : places) text[at] == '@' ? AddAddress(text, at, starts) : AddBeginnings(text, at, starts);
  } else if (secrets_) {
    for (size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1))
      AddAddress(text, at, starts);
    for (size_t at = 0; at < text.size(); ++at) {
      const size_t begin = at;
      while (at < text.size() && IsBase64(text[at])) ++at;
      if (at - begin >= kLeastRun) runs.push_back(begin);
    }
  }
  std::ranges::sort(starts, {}, PlaceAndKind);
}

void SecretFinder::AddEncoded(std::string_view text, patterns::Scratch& scratch, std::span<const size_t> runs,
                              std::vector<Start>& starts) const {
  std::vector<Start> inner;
  std::vector<size_t> ignored;
  std::string bytes;
  size_t done = 0;
  for (size_t at : runs) {
    if (at < done) continue;
    const auto texts = Base64TextsOf(text, at);
    done = at;
    for (const Base64Text& each : texts) {
      const std::string_view spelled = each.Decode(bytes);
      inner.clear();
      AddSpelled(spelled, scratch, inner, ignored);
      const auto secret = std::ranges::find_if(
          inner, [&](Start start) { return start.kind != Kind::kCanary && SecretAt(spelled, start, {}).has_value(); });
      if (secret != inner.end()) starts.push_back({each.QuadOf(secret->at), Kind::kEncoded});
    }
  }
}

void SecretFinder::FindStarts(std::string_view text, patterns::Scratch& scratch, std::vector<Start>& starts) const {
  starts.clear();
  std::vector<size_t> runs;
  AddSpelled(text, scratch, starts, runs);
  if (runs.empty()) return;
  AddEncoded(text, scratch, runs, starts);
  std::ranges::sort(starts, {}, PlaceAndKind);
}

std::optional<Start> SecretFinder::Left(std::string_view text, Start start, size_t done) {
  if (start.at >= done) return start;
  if (start.kind != Kind::kEncoded || done >= text.size()) return std::nullopt;
  const bool one_run = std::ranges::all_of(text.substr(start.at, done + 1 - start.at), IsBase64);
  return one_run ? std::optional(Start{done, start.kind}) : std::nullopt;
}

std::optional<Secret> SecretFinder::SecretAt(std::string_view text, Start start, std::string_view before) const {
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
    case Kind::kEncoded: {
      const auto* const end = std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(),
                                               [](char c) { return Continues(Kind::kEncoded, c); });
      return Secret{at, static_cast<size_t>(end - text.begin()), Kind::kEncoded};
    }
    default:
      break;
  }
  if (IsAlnum(events::ByteBefore(text, at, before))) return std::nullopt;
  switch (start.kind) {
    case Kind::kWebhook:
      return of(events::WebhookAt(text, std::min(text.find('/', at), text.size() - 1)));
    case Kind::kHash:
      return of(events::PasswordHashAt(text, at));
    case Kind::kToken:
      return of(events::SchemeAt(text, at));
    default: {
      // 'sk-' in the middle of a random value, such as 'nonce-sk-…' or a session's id, is chance.
      if (IsKeyByte(events::ByteBefore(text, at, before))) return std::nullopt;
      const auto key = of(events::KnownKeyAt(text, at));
      if (!key || IsPublished(text.substr(at)) || SignsAnAddress(text, *key, before)) return std::nullopt;
      return key;
    }
  }
}

size_t SecretFinder::UndecidedFrom(std::string_view text, std::string_view before) const {
  OpenEnd open(text, before);
  for (const std::string& canary : canaries_) open.HoldPartOf(canary);
  if (!secrets_) return open.from();
  for (const std::string_view webhook : kWebhooks) open.HoldPartOf(webhook);
  open.HoldPartOf(kPem);
  open.HoldPartOf(kAddress);
  open.HoldBase64();
  open.HoldKeyId();
  open.HoldKey();
  for (const std::string_view scheme : kSchemes) open.HoldToken(scheme);
  open.HoldHash();
  open.HoldAddress();
  open.HoldPemHead();
  return open.from();
}

}  // namespace gatehouse::answers
