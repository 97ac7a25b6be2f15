#include "gate/inspect/field/other_query.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "gate/inspect/field/letters.h"

namespace gatehouse::field {
namespace {

// MongoDB operators that turn a value into a condition or a script.
constexpr std::string_view kOperators[] = {"ne",    "gt", "gte", "lt",  "lte", "in",     "nin",      "where",
                                           "regex", "or", "and", "nor", "not", "exists", "function", "expr"};

// `{"$ne": 1}`, `1, $where: '…'`: an operator as a member name, after a brace, a comma or a quote.
void FindOperator(std::string_view text, Strongest& strongest) {
  for (size_t at = text.find('$'); at != std::string_view::npos; at = text.find('$', at + 1)) {
    size_t end = at + 1;
    while (end < text.size() && IsLetter(text[end])) ++end;
    const std::string_view name = text.substr(at + 1, end - at - 1);
    if (std::ranges::find(kOperators, name) == std::end(kOperators)) continue;
    if (end < text.size() && (text[end] == '"' || text[end] == '\'')) ++end;
    while (end < text.size() && IsSpace(text[end])) ++end;
    if (end >= text.size() || text[end] != ':') continue;
    size_t before = at;
    while (before > 0 && (IsSpace(text[before - 1]) || text[before - 1] == '"' || text[before - 1] == '\'')) --before;
    if (before > 0 && (text[before - 1] == '{' || text[before - 1] == ','))
      strongest.Tell(Family::kSql, 0.8, "operator of a document store");
  }
}

// "*)(uid=*": the field closes the surrounding filter, or opens one with a wildcard.
void FindFilter(std::string_view text, Strongest& strongest) {
  for (size_t at = text.find('('); at != std::string_view::npos; at = text.find('(', at + 1)) {
    const bool joined = at + 2 < text.size() && (text[at + 1] == '|' || text[at + 1] == '&') && text[at + 2] == '(';
    const bool behind = at > 0 && (text[at - 1] == ')' || text[at - 1] == '*');
    if (!behind) continue;
    const size_t name = at + (joined ? 3 : 1);
    size_t end = name;
    while (end < text.size() && IsLetter(text[end])) ++end;
    if (end > name && text.substr(end).starts_with("=*")) strongest.Tell(Family::kSql, 0.8, "filter of a directory");
  }
}

}  // namespace

void FindOtherQuery(std::string_view reading, Strongest& strongest) {
  FindOperator(reading, strongest);
  FindFilter(reading, strongest);
}

}  // namespace gatehouse::field
