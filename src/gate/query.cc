#include "gate/query.h"

#include <string>

#include "base/bytes.h"

namespace gatehouse::gate {
namespace {

constexpr size_t kOldUnicodeSize = 6;

// "%u006e": a character below U+0080 in the form of JavaScript's `escape`.
bool IsOldUnicode(std::string_view text) {
  if (text.size() < kOldUnicodeSize || !(text.starts_with("%u00") || text.starts_with("%U00"))) return false;
  const int byte = base::PercentByte(std::string{'%', text[4], text[5]});
  return byte >= 0 && byte < 0x80;
}

// A name as the most lenient common parser reads it, only for comparison. PHP drops leading spaces, reads '.' and ' '
// as '_', and ignores what follows '[' or NUL; qs and Rack know `name[]`; ASP.NET ignores case,
// including Unicode's two letters that fold to 's' and 'k', and its older versions decode %uXXXX; qs and Rack read
// `[name]` as `name`; others trim the end.
std::string LooseName(std::string_view encoded) {
  std::string name;
  for (size_t i = 0; i < encoded.size(); ++i) {
    char c = encoded[i] == '+' ? ' ' : encoded[i];
    if (IsOldUnicode(encoded.substr(i))) {
      c = static_cast<char>(base::PercentByte(std::string{'%', encoded[i + 4], encoded[i + 5]}));
      i += kOldUnicodeSize - 1;
    } else if (const int byte = base::PercentByte(encoded.substr(i)); byte >= 0) {
      c = static_cast<char>(byte);
      i += 2;
    }
    if (c == '\0' || (c == '[' && !name.empty())) break;
    if ((c == ' ' || c == '[' || c == ']') && name.empty()) continue;
    name += c == '.' || c == ' ' || c == '\t' || c == ']' ? '_' : c;
    if (name.ends_with("\xC5\xBF")) name.replace(name.size() - 2, 2, "s");      // U+017F
    if (name.ends_with("\xE2\x84\xAA")) name.replace(name.size() - 3, 3, "k");  // U+212A
  }
  while (name.size() > 1 && name.ends_with('_')) name.pop_back();
  return base::AsciiLower(name);
}

}  // namespace

bool NamesArgument(std::string_view encoded, std::string_view name) { return LooseName(encoded) == LooseName(name); }

std::expected<std::optional<std::string_view>, QueryArgumentRepeated> FindQueryArgument(std::string_view query,
                                                                                        std::string_view name) {
  std::optional<std::string_view> found;
  const std::string wanted = LooseName(name);
  while (!query.empty()) {
    // Some services also separate arguments by ';'. Splitting at both can only find more repetitions, never fewer.
    const size_t end = query.find_first_of("&;");
    const std::string_view pair = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view{} : query.substr(end + 1);
    if (pair.empty()) continue;
    const size_t equals = pair.find('=');
    if (LooseName(pair.substr(0, equals)) != wanted) continue;
    if (found) return std::unexpected(QueryArgumentRepeated{});
    found = equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1);
  }
  return found;
}

}  // namespace gatehouse::gate
