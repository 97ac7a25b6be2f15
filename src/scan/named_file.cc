#include "scan/named_file.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string>

#include "base/bytes.h"
#include "scan/randomness.h"
#include "scan/rules/rule.h"

namespace gatehouse::scan {
namespace {

constexpr size_t kLongest = 200;
constexpr size_t kMostBytes = 512;  // of the file

constexpr Rule kRule{
    .id = "secret-in-named-file", .title = "Secret in a file whose name says so", .kind = Rule::Kind::kGeneric};

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

}  // namespace

std::optional<Hit> SecretOfNamedFile(std::string_view text, std::string_view file) {
  if (text.size() > kMostBytes) return {};
  std::string name = base::AsciiLower(file.substr(file.find_last_of("/!") + 1));  // npos + 1 is 0
  const size_t dot = name.rfind('.');
  const bool ends_well = dot == std::string::npos || dot == 0 ||
                         std::ranges::find(kEndings, std::string_view(name).substr(dot)) != kEndings.end();
  if (!ends_well) return {};
  std::erase_if(name, [](char c) { return c == '_' || c == '-'; });
  const bool is_password = HasAny(name, kPasswords);
  if (!is_password && !HasAny(name, kOthers)) return {};
  const std::string_view value = base::Trim(text, " \t\r\n");
  const bool one_word = std::ranges::all_of(value, [](char c) { return c > ' ' && c < 0x7F; });
  // "$ANSIBLE_VAULT;1.1;AES256", "$PASSWORD"
  if (!one_word || value.size() > kLongest || value.starts_with('$')) return {};
  if (!LooksSecret(value, "secret") && !(is_password && LooksPassword(value))) return {};
  const auto from = static_cast<size_t>(value.data() - text.data());
  return Hit{.rule = &kRule,
             .number = std::numeric_limits<uint32_t>::max(),
             .from = from,
             .to = from + value.size(),
             .secret = std::string(value)};
}

}  // namespace gatehouse::scan
