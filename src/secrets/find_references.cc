#include "secrets/find_references.h"

#include <algorithm>

#include "base/ascii.h"

namespace gatehouse::secrets {
namespace {

constexpr std::string_view kStart = "ref+";
constexpr std::string_view kEnds = " \t\r\"'`,]})<>";

bool IsWord(char c) { return base::IsAlnum(c) || c == '_' || c == '-' || c == '+'; }

void FindInLine(std::string_view line, size_t number, std::vector<FoundReference>& found) {
  const size_t first = line.find_first_not_of(" \t");
  if (first == std::string_view::npos || line[first] == '#') return;
  for (size_t at = line.find(kStart); at != std::string_view::npos; at = line.find(kStart, at + 1)) {
    if (at > 0 && IsWord(line[at - 1])) continue;
    const size_t end = std::min(line.find_first_of(kEnds, at), line.size());
    if (found.size() < kMaxFoundReferences) found.push_back({std::string(line.substr(at, end - at)), number});
    at = end - 1;
  }
}

}  // namespace

std::vector<FoundReference> FindReferences(std::string_view text) {
  std::vector<FoundReference> found;
  for (size_t number = 1; !text.empty(); ++number) {
    const size_t end = std::min(text.find('\n'), text.size());
    FindInLine(text.substr(0, end), number, found);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return found;
}

}  // namespace gatehouse::secrets
