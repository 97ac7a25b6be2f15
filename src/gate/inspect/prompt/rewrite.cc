#include "gate/inspect/prompt/rewrite.h"

#include <unordered_map>
#include <vector>

#include "base/json_text.h"

namespace gatehouse::prompt {
namespace {

// The strings of a document in the order of its text, names of members too. As deep as the parser lets it be.
void ListStrings(const json::Value& value, std::vector<std::string_view>& strings) {
  if (const auto text = value.String()) {
    strings.push_back(*text);
    return;
  }
  value.ForEach([&](std::string_view name, const json::Value& each) {
    if (value.IsObject()) strings.push_back(name);
    ListStrings(each, strings);
    return true;
  });
}

// Behind the quote that closes the string literal at `at`; npos where none does.
size_t EndOfLiteral(std::string_view document, size_t at) {
  for (++at; at < document.size(); ++at) {
    if (document[at] == '\\') {
      ++at;
    } else if (document[at] == '"') {
      return at + 1;
    }
  }
  return std::string_view::npos;
}

}  // namespace

std::optional<std::string> Rewrite(std::string_view document, const json::Value& root,
                                   std::span<const Replacement> replacements) {
  std::vector<std::string_view> strings;
  ListStrings(root, strings);
  std::unordered_map<const char*, const Replacement*> by_place;
  for (const Replacement& each : replacements) by_place.emplace(each.text.data(), &each);
  std::string out;
  out.reserve(document.size());
  size_t copied = 0;
  size_t number = 0;
  size_t replaced = 0;
  for (size_t at = document.find('"'); at != std::string_view::npos; at = document.find('"', at)) {
    const size_t end = EndOfLiteral(document, at);
    if (end == std::string_view::npos || number == strings.size()) return std::nullopt;
    const auto found = by_place.find(strings[number++].data());
    if (found != by_place.end()) {
      out.append(document.substr(copied, at - copied));
      json::AppendQuoted(out, found->second->with);
      copied = end;
      ++replaced;
    }
    at = end;
  }
  if (number != strings.size() || replaced != by_place.size()) return std::nullopt;
  out.append(document.substr(copied));
  return out;
}

}  // namespace gatehouse::prompt
