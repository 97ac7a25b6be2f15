#include "audit/scanners/report_json.h"

#include <algorithm>

#include "audit/repository/finding.h"
#include "audit/scanners/report.h"
#include "base/bytes.h"

namespace gatehouse::audit {
namespace {

constexpr json::Limits kReportLimits{.max_bytes = kMaxReportBytes, .max_depth = 100, .max_members = 5'000'000};
constexpr size_t kMaxSentence = 300;

}  // namespace

base::Result<json::Value> ReportJson::Parse(std::string_view text) {
  const size_t begin = text.find_first_of("{[");
  if (begin == std::string_view::npos) return base::Fail("it printed no report");
  text.remove_prefix(begin);
  const size_t end = text.find_last_of("}]");
  text = text.substr(0, end == std::string_view::npos ? 0 : end + 1);
  const auto root = parser_.Parse(text, kReportLimits);
  if (!root) return base::Fail("its report cannot be read: " + std::string(json::Sentence(root.error())));
  return *root;
}

std::optional<json::Value> MemberAt(json::Value value, std::string_view path) {
  std::optional<json::Value> at = value;
  for (size_t begin = 0; at && begin <= path.size() && !path.empty();) {
    const size_t dot = std::min(path.find('.', begin), path.size());
    at = at->IsObject() ? at->Member(path.substr(begin, dot - begin)) : std::nullopt;
    begin = dot + 1;
  }
  return at;
}

bool HasManyAt(json::Value value, std::string_view path) {
  const auto member = MemberAt(value, path);
  return member && (member->IsArray() || member->IsObject());
}

std::string TextAt(json::Value value, std::string_view path) {
  const auto member = MemberAt(value, path);
  if (!member) return {};
  if (const auto text = member->String()) return std::string(*text);
  return member->Number() ? std::string(member->Raw()) : std::string();
}

size_t NumberAt(json::Value value, std::string_view path) {
  const auto member = MemberAt(value, path);
  const auto number = member ? member->Integer() : std::nullopt;
  return number && *number > 0 ? static_cast<size_t>(*number) : 0;
}

std::vector<std::string> TextsAt(json::Value value, std::string_view path) {
  std::vector<std::string> texts;
  ForEachAt(value, path, [&](std::string_view, json::Value each) {
    if (const auto text = each.String()) texts.emplace_back(*text);
  });
  return texts;
}

std::string Shortened(std::string_view text) {
  return Shown(base::TrimSpace(text.substr(0, text.find('\n'))), kMaxSentence);
}

std::string Relative(std::string_view path) {
  while (path.starts_with("./")) path.remove_prefix(2);
  return std::string(path);
}

}  // namespace gatehouse::audit
