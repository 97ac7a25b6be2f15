#include "scan/randomness.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "base/bytes.h"

namespace gatehouse::scan {
namespace {

using base::IsDigit;
using base::IsLetter;
using base::IsLower;
using base::IsUpper;

// Words of values that stand for others.
constexpr std::array<std::string_view, 33> kStandIns = {
    "example", "placeholder", "changeme", "changethis", "change-me", "change_me", "your_", "your-", "yourkey",
    "yourtoken", "yourapi", "dummy", "redacted", "sample", "insert", "replace", "todo", "foobar", "lorem", "secretkey",
    "password", "passwd", "notreal", "not-real", "fake", "testtest", "my_secret", "mysecret", "my-secret", "undefined",
    // Keys of Microsoft's emulators and the hash of "password" in each new project of Laravel: the same everywhere.
    "eby8vdm02xnocqflquwj", "c2y6ydjf5/r+ob0n8a7c", "92ixunpkjo0roq5bymi.ye4oko"};
// What somebody typed: no machine makes these, and in a key of a known form they would be a document's.
constexpr std::array<std::string_view, 8> kTyped = {
    "00112233445566778899", "0123456789abcdef", "1234567890123456", "abcdefghijklmnop",
    "1a2b3c4d5e6f",         "qwertyuiop",       "deadbeef",         "abc123"};
// The workspace in Slack's documents, which stands in no webhook.
constexpr std::array<std::string_view, 1> kWrittenInKeys = {"t123456789/b123456789"};

// How words for a password begin in other languages.
constexpr std::array<std::string_view, 11> kForPassword = {"passw",      "kennwort", "contrase",    "senha",
                                                           "wachtwoord", "parola",   "adgangskod",  "salasana",
                                                           "heslo",      "lozinka",  "has\xC5\x82o"};

// Words of sentences, and of what is said about passwords; sorted.
constexpr std::array<std::string_view, 276> kOfSentences = {
    "about",      "account",  "admin",      "again",    "all",       "allow",    "allowed",    "already",
    "and",        "another",  "any",        "api",      "app",       "are",      "arg",        "argument",
    "auth",       "base",     "basic",      "been",     "before",    "between",  "bits",       "but",
    "byte",       "bytes",    "can",        "cannot",   "case",      "change",   "chapter",    "character",
    "characters", "chars",    "check",      "choose",   "click",     "client",   "code",       "config",
    "configured", "connect",  "connection", "contain",  "contains",  "create",   "credential", "credentials",
    "current",    "data",     "database",   "days",     "default",   "des",      "did",        "digit",
    "digits",     "does",     "done",       "each",     "email",     "empty",    "encrypted",  "enter",
    "error",      "even",     "example",    "expired",  "failed",    "false",    "field",      "file",
    "fill",       "filled",   "find",       "first",    "following", "for",      "forgot",     "from",
    "generate",   "get",      "given",      "has",      "hash",      "hashed",   "have",       "held",
    "her",        "here",     "him",        "his",      "host",      "hours",    "how",        "incorrect",
    "input",      "insert",   "into",       "invalid",  "item",      "its",      "key",        "keyring",
    "last",       "least",    "leave",      "length",   "letter",    "letters",  "level",      "like",
    "line",       "link",     "list",       "local",    "log",       "logged",   "login",      "long",
    "longer",     "lower",    "lowercase",  "make",     "match",     "matches",  "max",        "maximum",
    "may",        "member",   "message",    "min",      "minimum",   "minutes",  "missing",    "more",
    "most",       "must",     "name",       "need",     "needed",    "network",  "new",        "nil",
    "none",       "not",      "null",       "number",   "numbers",   "object",   "off",        "old",
    "one",        "only",     "option",     "optional", "other",     "our",      "out",        "own",
    "page",       "param",    "parameter",  "part",     "pass",      "passe",    "passphrase", "password",
    "passwords",  "pem",      "plain",      "please",   "pls",       "port",     "prompt",     "property",
    "provide",    "provided", "proxy",      "read",     "record",    "remote",   "repeat",     "require",
    "required",   "reset",    "returned",   "root",     "same",      "save",     "say",        "screen",
    "seconds",    "secret",   "section",    "see",      "sent",      "server",   "service",    "session",
    "set",        "should",   "show",       "sign",     "site",      "size",     "some",       "special",
    "step",       "store",    "stored",     "str",      "string",    "such",     "sure",       "system",
    "table",      "test",     "tests",      "text",     "than",      "that",     "the",        "their",
    "them",       "then",     "there",      "these",    "this",      "through",  "times",      "token",
    "too",        "true",     "twice",      "two",      "type",      "unknown",  "update",     "upper",
    "uppercase",  "url",      "use",        "used",     "user",      "username", "uses",       "using",
    "valid",      "value",    "values",     "verify",   "version",   "versions", "via",        "wants",
    "was",        "way",      "weak",       "web",      "weeks",     "were",     "what",       "when",
    "where",      "which",    "while",      "who",      "will",      "with",     "without",    "wrong",
    "yes",        "yet",      "you",        "your"};
static_assert(std::ranges::is_sorted(kOfSentences));

template <size_t kCount>
bool HasOneOf(std::string_view value, const std::array<std::string_view, kCount>& texts) {
  const std::string lower = base::AsciiLower(value);
  return std::ranges::any_of(texts, [&](std::string_view text) { return lower.contains(text); });
}

size_t LongestRun(std::string_view value) {
  size_t longest = 0;
  size_t run = 0;
  char last = '\0';
  for (const char c : value) {
    run = c == last ? run + 1 : 1;
    last = c;
    longest = std::max(longest, run);
  }
  return longest;
}

// How many characters of one kind `part` has from `at` on.
size_t Count(std::string_view part, size_t at, bool (*is)(char)) {
  const size_t from = at;
  while (at < part.size() && is(part[at])) ++at;
  return at - from;
}

bool HasVowel(std::string_view letters) { return letters.find_first_of("aeiouyAEIOUY") != std::string_view::npos; }

// Letters behind a number in a name: "FA", "Array", "AccessKeyID".
bool IsCapitalised(std::string_view letters) {
  constexpr size_t kLongestShort = 3;  // "ID", "URL"
  if (letters.size() < 2) return false;
  if (std::ranges::all_of(letters, IsUpper)) return true;
  while (letters.size() > kLongestShort || !std::ranges::all_of(letters, IsUpper)) {
    const size_t small = Count(letters, 1, IsLower);
    if (!IsUpper(letters.front()) || small == 0 || !HasVowel(letters.substr(0, 1 + small))) return false;
    letters.remove_prefix(1 + small);
  }
  return true;
}

// Whether words may be joined to these letters: "userName", "XMLHttpRequest". Random letters change their case more
// often, and have long parts without a vowel.
bool AreWords(std::string_view letters) {
  constexpr size_t kShort = 6;
  constexpr size_t kLeastAverage = 3;  // letters of a word
  constexpr size_t kUnspoken = 7;
  if (letters.size() < kShort) return true;
  size_t words = 1;
  size_t begin = 0;
  for (size_t at = 1; at < letters.size(); ++at) {
    const bool begins =
        IsUpper(letters[at]) && (IsLower(letters[at - 1]) || (at + 1 < letters.size() && IsLower(letters[at + 1])));
    if (!begins) continue;
    ++words;
    begin = at;
  }
  const std::string_view last = letters.substr(begin);
  words -= last.size() == 1 ? 1 : 0;  // "KeyB64", "ApiV2"
  return words * kLeastAverage <= letters.size() && (last.size() < kUnspoken || HasVowel(last));
}

// A part of a name that people write: letters, then perhaps digits; "v2", "Key", "http2". With a number in it that
// stands in names: "2FA", "Uint8Array", "S3AccessKeyID", "sha256Sum".
bool IsWord(std::string_view part) {
  constexpr std::array<std::string_view, 7> kSizes = {"16", "32", "64", "128", "256", "384", "512"};
  constexpr size_t kLongestNumber = 4;
  constexpr size_t kMostNumbers = 2;
  constexpr size_t kLeastAverage = 3;  // letters between numbers, where there are several
  const auto in_all = static_cast<size_t>(std::ranges::count_if(part, IsLetter));
  size_t at = Count(part, 0, IsLetter);
  if (!AreWords(part.substr(0, at))) return false;
  for (size_t numbers = 1; at < part.size(); ++numbers) {
    const size_t digits = Count(part, at, IsDigit);
    if (digits == 0 || digits > kLongestNumber || numbers > kMostNumbers) return false;
    const std::string_view number = part.substr(at, digits);
    at += digits;
    if (at == part.size()) return true;
    const size_t letters = Count(part, at, IsLetter);
    const bool in_name = digits == 1 || std::ranges::find(kSizes, number) != kSizes.end();
    if (!in_name || !IsCapitalised(part.substr(at, letters))) return false;
    at += letters;
    if (numbers == kMostNumbers && in_all < kLeastAverage * (numbers + 1)) return false;
  }
  return true;
}

// "k8s", "i18n", "e2e", "2fa": a name's short part with one number in it.
bool IsAbbreviation(std::string_view part) {
  constexpr size_t kLongest = 4;
  const size_t letters = Count(part, 0, IsLetter);
  const size_t digits = Count(part, letters, IsDigit);
  const size_t end = letters + digits;
  if (part.size() > kLongest || digits == 0 || (letters == 0 && digits > 1)) return false;
  return end < part.size() && end + Count(part, end, IsLetter) == part.size();
}

// Whether one of its runs of letters cannot be words.
bool HasNoWords(std::string_view value) {
  for (size_t at = 0; at < value.size(); ++at) {
    const size_t letters = Count(value, at, IsLetter);
    if (!AreWords(value.substr(at, letters))) return true;
    at += letters;
  }
  return false;
}

// Base64 of random bytes, and no path.
bool IsKeyInBase64(std::string_view value) {
  constexpr size_t kLeast = 24;
  const auto in_base64 = [](char c) { return IsLetter(c) || IsDigit(c) || c == '+' || c == '/' || c == '='; };
  return value.size() >= kLeast && value.size() % 4 == 0 && std::ranges::all_of(value, in_base64) &&
         std::ranges::any_of(value, IsUpper) && std::ranges::any_of(value, IsDigit) && !IsWords(value);
}

// "$name"; "Winter4711$" has none.
bool HasVariable(std::string_view value) {
  for (size_t at = value.find('$'); at != std::string_view::npos; at = value.find('$', at + 1)) {
    if (at + 1 < value.size() && (IsLetter(value[at + 1]) || value[at + 1] == '_')) return true;
  }
  return value.starts_with('$');
}

}  // namespace

double Entropy(std::string_view value) {
  if (value.empty()) return 0;
  std::array<uint32_t, 256> counts{};
  for (const char c : value) ++counts[static_cast<unsigned char>(c)];
  double bits = 0;
  for (const uint32_t count : counts) {
    if (count == 0) continue;
    const double share = static_cast<double>(count) / static_cast<double>(value.size());
    bits -= share * std::log2(share);
  }
  return bits;
}

size_t Changes(std::string_view value) {
  const auto kind = [](char c) { return IsLower(c) ? 0 : IsUpper(c) ? 1 : IsDigit(c) ? 2 : 3; };
  size_t changes = 0;
  for (size_t i = 1; i < value.size(); ++i) changes += kind(value[i]) != kind(value[i - 1]) ? 1 : 0;
  return changes;
}

bool IsStandIn(std::string_view value) {
  if (value.empty()) return true;
  const std::string lower = base::AsciiLower(value);
  // A long value may hold a short word or run by chance: "FAkE" stands in every tenth RSA key of 1024 bits.
  constexpr size_t kLong = 40;  // times as long as the word
  for (const std::string_view word : kStandIns) {
    if (lower.contains(word) && value.size() < kLong * word.size()) return true;
  }
  for (const char filler : {'x', 'X', '0', '*', '.', '#'}) {
    if (value.contains(std::string(8, filler))) return true;
  }
  const size_t run = LongestRun(value);
  return run >= 8 && run * 3 >= value.size();
}

bool IsPlaceholder(std::string_view value) {
  if (value.empty()) return true;
  if (std::string_view("<{[(*%").contains(value.front())) return true;
  if (value.starts_with("ENC[") || value.starts_with("ENC(")) return true;  // encrypted by SOPS, by Jasypt
  if (value.contains("${") || value.contains("{{") || value.contains("$(") || value.contains("...")) return true;
  return IsStandIn(value) || HasOneOf(value, kWrittenInKeys);
}

bool IsWords(std::string_view value) {
  constexpr size_t kLongestNumber = 6;  // of a ticket, in a name of several words: "pm-27581-device-key"
  size_t words = 0;
  bool numbers = false;
  while (!value.empty()) {
    const size_t end = std::min(value.find_first_of("_-./:|@+= "), value.size());
    const std::string_view part = value.substr(0, end);
    if (IsWord(part)) {
      words += part.empty() || IsDigit(part.back()) ? 0 : 1;
    } else if ((part.size() <= kLongestNumber && std::ranges::all_of(part, IsDigit)) || IsAbbreviation(part)) {
      numbers = true;
    } else {
      return false;
    }
    value.remove_prefix(std::min(end + 1, value.size()));
  }
  return !numbers || words >= 2;
}

std::string TextInBase64(std::string_view value) {
  constexpr size_t kLeast = 8;
  constexpr size_t kLine = 40;  // from here on it may be a line of several
  if (value.size() < kLeast || (value.size() % 4 != 0 && value.size() < kLine)) return {};
  std::string text = base::Base64Decode(value.substr(0, value.size() / 4 * 4)).value_or("");
  while (text.ends_with('\n')) text.pop_back();
  const bool readable = std::ranges::all_of(text, [](char c) { return (c >= ' ' && c < 0x7F) || c == '\n'; });
  return readable ? text : std::string();
}

bool MayHoldSecret(std::string_view run) {
  constexpr size_t kShortest = 8;
  constexpr auto kInBase64 = [](char c) { return IsLetter(c) || c == '+' || c == '/' || c == '='; };
  if (run.size() < kShortest) return false;
  if (std::ranges::any_of(run, IsDigit)) return std::ranges::any_of(run, IsLetter);
  for (size_t from = 0; from < run.size();) {
    const size_t size = Count(run, from, kInBase64);
    if (size >= kShortest && !TextInBase64(run.substr(from, size)).empty()) return true;
    from += size + 1;
  }
  return false;
}

bool LooksPassword(std::string_view value) {
  constexpr size_t kLeast = 6;
  constexpr double kLeastEntropy = 2.5;
  // "passw0rd" and "p@ssw0rd" stand in documents as often as "password".
  constexpr std::array<std::string_view, 4> kWritten = {"passw0rd", "p@ssw", "p4ssw", "changeit"};
  if (value.size() < kLeast || IsPlaceholder(value) || IsWords(value)) return false;
  if (HasOneOf(value, kTyped) || HasOneOf(value, kWritten)) return false;
  if (!std::ranges::any_of(value, IsLetter) || !std::ranges::any_of(value, IsDigit)) return false;
  // An option, a path, an address, a variable of another language, a format.
  if (std::string_view("-/.%@~").contains(value.front()) || value.contains("://") || value.contains("%s")) return false;
  if (value.contains("()") || value.contains("[") || value.contains("::")) return false;
  return Entropy(value) >= kLeastEntropy;
}

bool LooksSecret(std::string_view value, std::string_view name) {
  constexpr size_t kMade = 16;  // from here on a machine is expected to have made it
  if (IsPlaceholder(value) || (value.size() < kMade && IsWords(value))) return false;
  if (const std::string text = TextInBase64(value); !text.empty()) {
    const bool is_mixed = Changes(text) * 2 >= text.size();
    return !text.contains(' ') && !IsPlaceholder(text) && (is_mixed || LooksPassword(text));
  }
  if (IsWords(value)) return false;
  if (HasOneOf(value, kTyped)) return false;
  const bool letters = std::ranges::any_of(value, IsLetter);
  const bool digits = std::ranges::any_of(value, IsDigit);
  if (!letters || !digits) return false;
  // A call, an address, a path, a format, a type, an image's digest: code and prose have these, secrets rarely do.
  if (value.contains("://") || value.contains("()") || value.contains("->") || value.contains("::") ||
      value.contains("%s") || value.contains("%20") || value.contains("@sha256:"))
    return false;
  if (value.contains('(') || value.contains(')') || value.contains('[') || value.contains('{') || HasVariable(value))
    return false;
  if ((value.front() == '/' && !IsKeyInBase64(value)) || value.front() == '.' || value.front() == '@' ||
      value.front() == '#' || value.front() == '-')
    return false;
  const size_t slash = value.find('/', 1);
  if (slash != std::string_view::npos && !IsKeyInBase64(value) && IsWords(value.substr(0, slash))) return false;
  const double entropy = Entropy(value);
  if (value.size() >= kMade) {
    if (std::ranges::all_of(value, [](char c) { return IsLetter(c) || c == '_'; })) return false;
    if (base::AllHex(value)) return entropy >= 3.0;
    // Names that people write change between kinds at each word, random texts at every second character.
    const bool mixed = std::ranges::any_of(value, IsUpper) && std::ranges::any_of(value, IsLower);
    const bool parted = value.find_first_of("_-.:/") != std::string_view::npos;
    const bool changes = Changes(value) * 15 > value.size() * (mixed ? (parted ? 6 : 5) : 3);
    return entropy >= 3.3 && (changes || (mixed && HasNoWords(value)));
  }
  // A password: several kinds of characters, nothing that reads as a word with a number behind it.
  const std::string lower = base::AsciiLower(name);
  constexpr std::array<std::string_view, 6> kOfPasswords = {"pass", "pw", "psk", "secret", "pepper", "community"};
  if (std::ranges::none_of(kOfPasswords, [&](std::string_view word) { return lower.contains(word); })) return false;
  const bool upper = std::ranges::any_of(value, IsUpper);
  const bool small = std::ranges::any_of(value, IsLower);
  const bool sign = std::ranges::any_of(
      value, [](char c) { return !IsLetter(c) && !IsDigit(c) && c != '_' && c != '-' && c != '.'; });
  const size_t changes = Changes(value);
  return entropy >= 2.7 && ((upper && small && (sign || changes >= 4)) || (sign && changes >= 5));
}

bool LooksPassphrase(std::string_view value) {
  constexpr size_t kLeastWords = 4;
  constexpr size_t kLeastMixed = 8;  // bytes, where digits are among the words
  constexpr std::string_view kSigns = ".,:;?!()";
  if (IsPlaceholder(value)) return false;
  std::vector<std::string> words;
  bool plain = true;  // letters only
  bool made = false;
  for (std::string_view rest = value; !rest.empty();) {
    const size_t end = std::min(rest.find(' '), rest.size());
    const std::string_view typed = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    std::string word = base::AsciiLower(base::Trim(typed, kSigns));
    if (std::ranges::binary_search(kOfSentences, word) || std::ranges::find(words, word) != words.end()) return false;
    if (std::ranges::any_of(kForPassword, [&](std::string_view name) { return word.starts_with(name); })) return false;
    plain = plain && !typed.empty() && std::ranges::all_of(typed, IsLower);
    made = made || !IsWords(word);
    words.push_back(std::move(word));
  }
  if (plain) return words.size() >= kLeastWords;
  const bool mixed = std::ranges::any_of(value, IsDigit) && std::ranges::any_of(value, IsLetter);
  return mixed && value.size() >= kLeastMixed && (words.size() >= kLeastWords - 1 || made);
}

}  // namespace gatehouse::scan
