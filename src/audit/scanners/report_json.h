// What the readers of reports share: a report as JSON, and its members as texts and numbers.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/json.h"

namespace gatehouse::audit {

class ReportJson {
 public:
  // What stands in front of the first '{' or '[' is skipped: some tools say a word before their report.
  [[nodiscard]] base::Result<json::Value> Parse(std::string_view text);

 private:
  json::Parser parser_;
};

// "extra.metadata.cwe": members of members; empty where one is missing.
[[nodiscard]] std::optional<json::Value> MemberAt(json::Value value, std::string_view path);
// Whether the member exists and is a list or an object: a report without its list of findings does not count.
[[nodiscard]] bool HasManyAt(json::Value value, std::string_view path);
[[nodiscard]] std::string TextAt(json::Value value, std::string_view path);
[[nodiscard]] size_t NumberAt(json::Value value, std::string_view path);
[[nodiscard]] std::vector<std::string> TextsAt(json::Value value, std::string_view path);
template <typename Visit>
void ForEachAt(json::Value value, std::string_view path, Visit&& visit) {
  const auto list = MemberAt(value, path);
  if (!list) return;
  list->ForEach([&](std::string_view name, json::Value each) {
    visit(name, each);
    return true;
  });
}

// The first line, at most so long as a sentence may be.
[[nodiscard]] std::string Shortened(std::string_view text);
// "./src/a.py" → "src/a.py"
[[nodiscard]] std::string Relative(std::string_view path);

}  // namespace gatehouse::audit
