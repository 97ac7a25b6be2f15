#include "scan/checksum.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/ascii.h"
#include "base/bytes.h"

namespace gatehouse::scan {
namespace {

constexpr size_t kLongestLine = 512;  // in front of a value, as far as its line is read

constexpr std::string_view kWordCharacters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-";

bool IsHexDigest(std::string_view value) {
  constexpr std::array<size_t, 6> kLengths = {32, 40, 56, 64, 96, 128};
  return std::ranges::find(kLengths, value.size()) != kLengths.end() && base::AllHex(value);
}

// Base64 of at least the 20 bytes of SHA-1.
bool IsBase64Digest(std::string_view value) {
  constexpr size_t kShortest = 27;
  return value.size() >= kShortest && std::ranges::all_of(value, [](char c) {
           return std::string_view("+/=").contains(c) || kWordCharacters.contains(c);
         });
}

// "sha256", "--hash", "SENTRY_COMMIT", "imageDigest".
bool NamesChecksum(std::string_view word) {
  static constexpr std::array<std::string_view, 11> kInside = {
      "sha1", "sha224", "sha256", "sha384", "sha512", "md5", "checksum", "shasum", "digest", "commit", "revision"};
  static constexpr std::array<std::string_view, 18> kWhole = {
      "h1",   "zh", "sha",     "hash",  "hashes", "integrity", "rev", "ref",  "reference",
      "etag", "v",  "version", "layer", "image",  "file",      "dir", "blob", "tree"};
  while (!word.empty()) {
    const size_t end = std::min(word.find_first_of("_-"), word.size());
    const std::string_view part = word.substr(0, end);
    if (std::ranges::any_of(kWhole, [&](std::string_view name) { return part == name; })) return true;
    if (std::ranges::any_of(kInside,
                            [&](std::string_view name) { return part.starts_with(name) || part.ends_with(name); }))
      return true;
    word.remove_prefix(std::min(end + 1, word.size()));
  }
  return false;
}

bool NamesKey(std::string_view word) {
  static constexpr std::array<std::string_view, 8> kKeys = {"secret", "key",  "token", "auth",
                                                            "pass",   "cred", "api",   "private"};
  return std::ranges::any_of(kKeys, [&](std::string_view name) { return word.contains(name); });
}

// Whether the last telling word of `gap` is one for checksums, and not one for keys.
bool EndsWithChecksumName(std::string_view gap) {
  const std::string lower = base::AsciiLower(gap);
  std::string_view rest = lower;
  while (true) {
    const size_t last = rest.find_last_of(kWordCharacters);
    if (last == std::string_view::npos) return false;
    rest = rest.substr(0, last + 1);
    const size_t before = rest.find_last_not_of(kWordCharacters);
    const std::string_view word = rest.substr(before == std::string_view::npos ? 0 : before + 1);
    if (NamesKey(word)) return false;
    if (NamesChecksum(word)) return true;
    rest.remove_suffix(word.size());
  }
}

// "SHA256 (file.tgz) = …", `"checksum name 1.0 (registry)" = "…"`: a blank behind it, not its value.
bool LineBeginsWithChecksumName(std::string_view line) {
  const size_t first = line.find_first_of(kWordCharacters);
  if (first == std::string_view::npos) return false;
  line.remove_prefix(first);
  const size_t end = std::min(line.find_first_not_of(kWordCharacters), line.size());
  return line.substr(end).starts_with(' ') && NamesChecksum(base::AsciiLower(line.substr(0, end)));
}

// "sentry.js": "…" in a list of files: the last name in front of the value is a file's.
bool IsBehindFile(std::string_view gap) {
  static constexpr std::array<std::string_view, 14> kEndings = {".js",  ".css", ".json", ".map", ".html", ".gz", ".tgz",
                                                                ".zip", ".whl", ".jar",  ".deb", ".rpm",  ".py", ".so"};
  const std::string_view names = gap.substr(0, gap.find_last_of(kWordCharacters) + 1);  // npos + 1 is 0
  return std::ranges::any_of(kEndings, [&](std::string_view ending) { return names.ends_with(ending); });
}

}  // namespace

bool IsChecksum(std::string_view text, size_t name_end, size_t from, size_t to) {
  const std::string_view value = text.substr(from, to - from);
  const bool hex = IsHexDigest(value);
  if (!hex && !IsBase64Digest(value)) return false;
  const std::string_view gap = text.substr(name_end, from - name_end);
  if (EndsWithChecksumName(gap)) return true;
  if (!hex) return false;
  // A commit in the address of a page: "…/tree/Dockerfile?h=main&id=…".
  if (gap.ends_with("?id=") || gap.ends_with("&id=")) return true;
  // A pinned version: "owner/action@…", "name-1.0.tgz#…", "name.css?…".
  if (!gap.empty() && std::string_view("@#?").contains(gap.back())) return true;
  if (IsBehindFile(gap)) return true;
  std::string_view line = text.substr(0, from);
  line.remove_prefix(line.size() - std::min(line.size(), kLongestLine));
  line.remove_prefix(line.rfind('\n') + 1);  // npos + 1 is 0
  if (line.size() > gap.size() && LineBeginsWithChecksumName(line)) return true;
  // A line of a list: the sum, blanks, the file that it is of.
  if (line.find_first_not_of(" \t-+*") != std::string_view::npos) return false;
  std::string_view behind = text.substr(to);
  const size_t blanks = behind.find_first_not_of(" \t");
  if (blanks == 0 || blanks == std::string_view::npos) return false;
  behind.remove_prefix(blanks);
  return kWordCharacters.contains(behind.front()) || std::string_view("*./").contains(behind.front());
}

bool NamesSumOfSecret(std::string_view text, size_t name, std::string_view value) {
  constexpr size_t kLongestName = 60;
  if (!IsHexDigest(value)) return false;
  std::string_view before = text.substr(name - std::min(name, kLongestName), std::min(name, kLongestName));
  const size_t end = before.find_last_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-./");
  before.remove_prefix(end + 1);  // npos + 1 is 0
  const size_t slash = before.find('/');
  return slash != std::string_view::npos && NamesChecksum(base::AsciiLower(before.substr(0, slash)));
}

}  // namespace gatehouse::scan
