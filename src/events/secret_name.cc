#include "events/secret_name.h"

#include <algorithm>
#include <array>

#include "base/bytes.h"
#include "events/known_key.h"

namespace gatehouse::events {
namespace {

// Names that hold a secret whatever surrounds them, letters and digits only …
constexpr std::string_view kTellingParts[] = {"password",        "passwd",
                                              "passphrase",      "apikey",
                                              "secret",          "privatekey",
                                              "accesskey",       "signingkey",
                                              "accountkey",      "sharedkey",
                                              "encryptionkey",   "authorization",
                                              "cookie",          "credential",
                                              "sessionid",       "sessid",
                                              "aspxauth",        "connectionstring",
                                              "csrftoken",       "xsrftoken",
                                              "accesssignature", "authtoken",
                                              "accesstoken",     "refreshtoken",
                                              "cftoken",         "wordpressloggedin",
                                              "passcode",        "sshpass"};
// … those that do as the last word of a name: "auth_token" is one, "token_count" and "max_tokens" are not …
constexpr std::string_view kTellingWords[] = {"token", "pwd", "jwt", "bearer"};
// … and those that do as the last word if the value looks made and has so many bytes at least.
struct Suspect {
  std::string_view word;
  size_t least;
};
constexpr Suspect kSuspects[] = {{"sig", 8},    {"signature", 8}, {"session", 12}, {"sess", 8},      {"sid", 8},
                                 {"auth", 8},   {"pass", 5},      {"key", 16},     {"code", 16},     {"ticket", 12},
                                 {"nonce", 16}, {"hmac", 8},      {"otp", 6},      {"assertion", 16}};

constexpr std::string_view kAnnouncing[] = {
    "reset",    "invite",     "invitation", "verify",  "verification", "confirm", "confirmation",
    "activate", "activation", "magic",      "recover", "recovery",     "unlock",  "unsubscribe",
    "token",    "key",        "share",      "signin",  "login",        "webhook", "hooks"};

struct Letters {
  std::array<char, kMaxNameBytes> bytes;
  size_t count = 0;
  size_t last_word = 0;
  [[nodiscard]] std::string_view whole() const { return {bytes.data(), count}; }
  [[nodiscard]] std::string_view last() const { return whole().substr(last_word); }
};

Letters LettersOf(std::string_view name) {
  Letters letters;
  for (size_t i = 0; i < name.size() && i < kMaxNameBytes; ++i) {
    const char c = name[i];
    if (!IsAlnum(c)) {
      letters.last_word = letters.count;
      continue;
    }
    if (IsUpper(c) && i > 0 && IsLower(name[i - 1])) letters.last_word = letters.count;
    letters.bytes[letters.count++] = IsUpper(c) ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return letters;
}

}  // namespace

bool IsSecretName(std::string_view name) {
  if (name.size() < 3 || name.size() > kMaxNameBytes) return false;
  const Letters letters = LettersOf(name);
  return std::ranges::any_of(kTellingParts, [&](std::string_view part) { return letters.whole().contains(part); }) ||
         std::ranges::find(kTellingWords, letters.last()) != std::end(kTellingWords);
}

bool IsPasswordName(std::string_view name) {
  if (name.size() > kMaxNameBytes) return false;
  const Letters letters = LettersOf(name);
  return std::ranges::any_of(std::array<std::string_view, 3>{"password", "passwd", "passphrase"},
                             [&](std::string_view part) { return letters.whole().contains(part); }) ||
         letters.last() == "pwd";
}

size_t LeastSecretBytes(std::string_view name) {
  if (name.empty() || name.size() > kMaxNameBytes) return kNeverSecret;
  const Letters letters = LettersOf(name);
  const auto* found = std::ranges::find(kSuspects, letters.last(), &Suspect::word);
  return found == std::end(kSuspects) ? kNeverSecret : found->least;
}

bool IsUuid(std::string_view text) {
  constexpr size_t kUuidBytes = 36;
  if (text.size() != kUuidBytes) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !IsAlnum(text[i])) return false;
  }
  return true;
}

bool LooksMade(std::string_view value, size_t least) {
  constexpr size_t kSurely = 24;  // no word is so long
  constexpr size_t kOneTimeCode = 6;
  if (value.size() < least || value.contains('\\')) return false;
  const bool digits = std::ranges::any_of(value, IsDigit);
  const bool letters = std::ranges::any_of(value, [](char c) { return IsLower(c) || IsUpper(c); });
  if (digits && letters) return true;
  return (letters && value.size() >= kSurely) || (digits && least == kOneTimeCode);
}

bool LooksRandom(std::string_view text) {
  constexpr size_t kLeast = 20;
  constexpr size_t kMostInWords = 8;  // a word that people read has few changes between letters, digits and cases
  if (text.size() < kLeast || IsUuid(text)) return false;
  size_t digits = 0;
  size_t letters = 0;
  size_t changes = 0;
  size_t separators = 0;
  int last = -1;
  for (const char c : text) {
    if (!IsAlnum(c)) {
      if (!std::string_view("-_.~=+%").contains(c)) return false;
      ++separators;
      continue;
    }
    const int kind = IsDigit(c) ? 0 : IsLower(c) ? 1 : 2;
    (kind == 0 ? digits : letters) += 1;
    if (last >= 0 && kind != last) ++changes;
    last = kind;
  }
  return letters > 0 && changes >= std::min(kMostInWords, text.size() / 4) && separators * 8 <= text.size() &&
         (digits >= 2 || changes * 3 >= text.size());
}

bool AnnouncesSecret(std::string_view segment) {
  if (segment.empty() || segment.size() > kMaxNameBytes) return false;
  // Each word: "reset-password", "verify_email", "passwordReset".
  size_t begin = 0;
  for (size_t i = 1; i <= segment.size(); ++i) {
    const bool ends = i == segment.size() || !IsAlnum(segment[i]) || (IsUpper(segment[i]) && IsLower(segment[i - 1]));
    if (!ends) continue;
    if (std::ranges::find(kAnnouncing, base::AsciiLower(segment.substr(begin, i - begin))) != std::end(kAnnouncing))
      return true;
    begin = i < segment.size() && !IsAlnum(segment[i]) ? i + 1 : i;
  }
  return IsSecretName(segment);
}

}  // namespace gatehouse::events
