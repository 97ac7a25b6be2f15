#include "scan/named_file.h"

#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <string>
#include <utility>

#include "base/ascii.h"
#include "base/bytes.h"
#include "scan/randomness.h"
#include "scan/rules/rule.h"

namespace gatehouse::scan {
namespace {

constexpr size_t kLongest = 200;         // of one word
constexpr size_t kMostBytes = 64 << 10;  // of the file

constexpr Rule kOneWord{
    .id = "secret-in-named-file", .title = "Secret in a file whose name says so", .kind = Rule::Kind::kGeneric};
constexpr Rule kKeyLines{.id = "private-key-in-named-file",
                         .title = "Private key in a file whose name says so",
                         .kind = Rule::Kind::kGeneric,
                         .files = "id_rsa* id_dsa* id_ecdsa* id_ed25519* ssh_host_*_key identity"};
constexpr Rule kPasswordList{
    .id = "password-list",
    .title = "Password or its hash in a list of accounts",
    .kind = Rule::Kind::kGeneric,
    .files =
        ".htpasswd* htpasswd* *.htpasswd .htdigest* htdigest* *.htdigest passwd passwd[-.]* shadow shadow[-.]* "
        "smbpasswd .smbpasswd master.passwd users.passwd"};
constexpr Rule kPgPass{.id = "pgpass-password",
                       .title = "Password in a .pgpass",
                       .kind = Rule::Kind::kGeneric,
                       .files = ".pgpass* pgpass pgpass.conf"};

constexpr Rule kPppSecret{.id = "ppp-secret",
                          .title = "Password of a dial-in account",
                          .kind = Rule::Kind::kGeneric,
                          .files = "chap-secrets pap-secrets"};

// What a file of one value ends with, or nothing: "db_password", "db_password.txt", "master.key".
constexpr std::array<std::string_view, 8> kEndings = {".txt",      ".key",    ".secret", ".pass",
                                                      ".password", ".passwd", ".token",  ".pw"};
constexpr std::array<std::string_view, 5> kPasswords = {"password", "passwd", "passphrase", "vaultpass", ".pass"};
constexpr std::array<std::string_view, 7> kOthers = {"secret",    "token",      "apikey",    ".key",
                                                     "accesskey", "privatekey", "signingkey"};

template <size_t kCount>
bool HasAny(std::string_view name, const std::array<std::string_view, kCount>& words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return name.contains(word); });
}

std::string NameOf(std::string_view file) { return base::AsciiLower(file.substr(file.find_last_of("/!") + 1)); }

bool IsOneOf(const std::string& name, std::string_view patterns) {
  while (!patterns.empty()) {
    const size_t end = std::min(patterns.find(' '), patterns.size());
    if (fnmatch(std::string(patterns.substr(0, end)).c_str(), name.c_str(), 0) == 0) return true;
    patterns.remove_prefix(std::min(end + 1, patterns.size()));
  }
  return false;
}

// Of a file that holds one secret; those of lists are none.
bool SaysSecret(std::string name) {
  if (IsOneOf(name, kPasswordList.files) || IsOneOf(name, kPgPass.files) || IsOneOf(name, kPppSecret.files))
    return false;
  const size_t dot = name.rfind('.');
  const bool ends_well = dot == std::string::npos || dot == 0 ||
                         std::ranges::find(kEndings, std::string_view(name).substr(dot)) != kEndings.end();
  std::erase_if(name, [](char c) { return c == '_' || c == '-'; });
  return ends_well && (HasAny(name, kPasswords) || HasAny(name, kOthers));
}

bool IsVisible(char c) { return c > ' ' && c < 0x7F; }

// A part of `text` as a hit.
Hit HitOf(const Rule& rule, std::string_view text, std::string_view part) {
  const auto from = static_cast<size_t>(part.data() - text.data());
  return {.rule = &rule,
          .number = std::numeric_limits<uint32_t>::max(),
          .from = from,
          .to = from + part.size(),
          .secret = std::string(part)};
}

// Calls visit(line) for each line but empty ones and comments, until it returns false. Whether it never did.
template <typename Visit>
bool EveryLine(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = base::Trim(text.substr(0, end), " \t\r");
    if (!line.empty() && !line.starts_with('#') && !visit(line)) return false;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return true;
}

void AddOneWord(std::string_view text, std::vector<Hit>& hits) {
  const std::string_view value = base::Trim(text, " \t\r\n");
  // "$ANSIBLE_VAULT;1.1;AES256", "$PASSWORD"
  if (value.empty() || value.size() > kLongest || value.starts_with('$')) return;
  if (!std::ranges::all_of(value, IsVisible)) return;
  if (LooksSecret(value, "secret") || LooksPassword(value)) hits.push_back(HitOf(kOneWord, text, value));
}

// Base64 in lines, as it stands in PEM, perhaps with "Proc-Type: 4,ENCRYPTED" and a last line.
void AddKeyLines(std::string_view text, std::vector<Hit>& hits) {
  constexpr size_t kLeast = 100;
  constexpr auto kInBase64 = [](char c) { return base::IsAlnum(c) || c == '+' || c == '/' || c == '='; };
  std::string_view first;
  std::string_view last;
  size_t size = 0;
  const bool is_key = EveryLine(text, [&](std::string_view line) {
    if (first.empty() && (line.starts_with("Proc-Type: ") || line.starts_with("DEK-Info: "))) return true;
    if (!first.empty() && line.starts_with("-----END ")) return true;
    if (!std::ranges::all_of(line, kInBase64)) return false;
    if (first.empty()) first = line;
    last = line;
    size += line.size();
    return true;
  });
  if (!is_key || size < kLeast || !TextInBase64(first).empty()) return;
  hits.push_back(HitOf(kKeyLines, text, {first.data(), last.data() + last.size()}));
}

// {SHA}…, the hash of crypt(3) with its 13 characters, NTLM's and a digest's 32 digits; not the one of no password.
bool IsHash(std::string_view field) {
  constexpr size_t kCrypt = 13;
  constexpr size_t kDigits = 32;
  if (field.starts_with("{SHA") || field.starts_with("{SSHA") || field.starts_with("{MD5")) return field.contains('}');
  if (field.size() == kCrypt) return LooksPassword(field) && !field.contains('-');
  return field.size() == kDigits && !base::AsciiLower(field).starts_with("aad3b435b51404ee") && base::AllHex(field) &&
         !IsPlaceholder(field);
}

// Lines such as "user:hash", "user:realm:hash", "user:1000:hash:hash:…".
void AddPasswordList(std::string_view text, std::vector<Hit>& hits) {
  std::vector<Hit> more;
  const bool is_list = EveryLine(text, [&](std::string_view line) {
    constexpr std::string_view kInNoName = " \t\"'=<>{}()/";
    size_t colon = line.find(':');
    if (colon == 0 || colon == std::string_view::npos) return false;
    if (line.substr(0, colon).find_first_of(kInNoName) != std::string_view::npos) return false;
    for (bool second = true; colon < line.size(); second = false) {
      const size_t end = std::min(line.find(':', colon + 1), line.size());
      const std::string_view field = line.substr(colon + 1, end - colon - 1);
      if (second && !std::ranges::all_of(field, IsVisible)) return false;
      colon = end;
      if (!IsHash(field) && !(second && LooksPassword(field))) continue;
      more.push_back(HitOf(kPasswordList, text, field));
      return true;
    }
    return true;
  });
  if (is_list) std::ranges::move(more, std::back_inserter(hits));
}

// Lines of "host:port:database:user:password".
void AddPgPass(std::string_view text, std::vector<Hit>& hits) {
  std::vector<Hit> more;
  const bool is_list = EveryLine(text, [&](std::string_view line) {
    constexpr std::string_view kDigits = "0123456789";
    std::array<std::string_view, 4> fields;
    for (std::string_view& field : fields) {
      const size_t end = line.find(':');
      if (end == std::string_view::npos) return false;
      field = line.substr(0, end);
      line.remove_prefix(end + 1);
    }
    const std::string_view port = fields[1];
    if (port != "*" && (port.empty() || port.find_first_not_of(kDigits) != std::string_view::npos)) return false;
    if (LooksPassword(line)) more.push_back(HitOf(kPgPass, text, line));
    return true;
  });
  if (is_list) std::ranges::move(more, std::back_inserter(hits));
}

size_t FirstBlank(std::string_view line) {
  return static_cast<size_t>(std::ranges::find_if(line, [](char c) { return c == ' ' || c == '\t'; }) - line.begin());
}

// Lines of "client server secret" and, perhaps, addresses; the last two may be "*".
void AddPppSecrets(std::string_view text, std::vector<Hit>& hits) {
  constexpr size_t kFields = 3;
  std::vector<Hit> more;
  const bool is_list = EveryLine(text, [&](std::string_view line) {
    std::string_view field;
    for (size_t number = 0; number < kFields; ++number) {
      line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
      const bool quoted = line.starts_with('"');
      line.remove_prefix(quoted ? 1 : 0);
      const size_t end = quoted ? std::min(line.find('"'), line.size()) : FirstBlank(line);
      field = line.substr(0, end);
      line.remove_prefix(std::min(end + (quoted ? 1 : 0), line.size()));
    }
    if (LooksPassword(field)) more.push_back(HitOf(kPppSecret, text, field));
    return !field.empty();
  });
  if (is_list) std::ranges::move(more, std::back_inserter(hits));
}

}  // namespace

bool CountsIn(const Rule& rule, std::string_view file) {
  if (&rule != &kOneWord && rule.files.empty()) return true;
  std::string name = NameOf(file);
  if (&rule == &kOneWord) return SaysSecret(std::move(name));
  // What is public, and what only shows how such a file looks.
  for (const std::string_view other : {".pub", ".example", ".sample", ".template", ".dist"}) {
    if (name.contains(other)) return false;
  }
  return IsOneOf(name, rule.files);
}

void AddHitsOfWholeText(std::string_view text, std::vector<Hit>& hits) {
  if (text.size() > kMostBytes) return;
  std::vector<Hit> more;
  for (const auto add : {AddOneWord, AddKeyLines, AddPasswordList, AddPgPass, AddPppSecrets}) add(text, more);
  if (more.empty()) return;
  std::erase_if(more, [&](const Hit& hit) {
    return std::ranges::any_of(hits, [&](const Hit& known) {
      return known.rule->files.empty() && hit.from < known.to && known.from < hit.to;
    });
  });
  std::ranges::move(more, std::back_inserter(hits));
  std::ranges::stable_sort(hits, {}, &Hit::from);
}

bool HoldsNothingElse(std::string_view text) {
  std::vector<Hit> hits;
  AddHitsOfWholeText(text, hits);
  return !hits.empty();
}

}  // namespace gatehouse::scan
