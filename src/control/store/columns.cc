#include "control/store/columns.h"

#include "base/json.h"
#include "base/json_text.h"

namespace gatehouse::store {

std::string WordsColumn(const std::vector<std::string>& words) {
  std::string text = "[";
  for (const std::string& word : words) {
    if (text.size() > 1) text += ',';
    json::AppendQuoted(text, word);
  }
  return text + ']';
}

std::vector<std::string> WordsOf(std::string_view column) {
  json::Parser parser;
  const auto root = parser.Parse(column, {});
  std::vector<std::string> words;
  if (!root || !root->IsArray()) return words;
  root->ForEach([&](std::string_view, json::Value item) {
    if (const auto word = item.String()) words.emplace_back(*word);
    return true;
  });
  return words;
}

}  // namespace gatehouse::store
