#include "cli/terminal/sarif.h"

#include <utility>

#include "base/bytes.h"

namespace gatehouse::cli {
namespace {

constexpr const char* kSchema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
constexpr const char* kBase = "SRCROOT";  // base of all relative paths

Value Text(std::string text) { return Object({{"text", std::move(text)}}); }

Value PhysicalLocation(const SarifPlace& place) {
  Value physical =
      Object({{"artifactLocation", Object({{"uri", base::PercentEncode(place.file, "/")}, {"uriBaseId", kBase}})}});
  if (place.line > 0) {
    Value region = Object({{"startLine", place.line}});
    if (place.column > 0) region.Set("startColumn", place.column);
    if (place.end_column > 0) region.Set("endColumn", place.end_column);
    if (!place.snippet.empty()) region.Set("snippet", Text(place.snippet));
    physical.Set("region", std::move(region));
  }
  return Object({{"physicalLocation", std::move(physical)}});
}

Value RuleValue(const SarifRule& rule) {
  Value value = Object({{"id", rule.id}});
  if (!rule.title.empty()) value.Set("shortDescription", Text(rule.title));
  if (!rule.help.empty()) value.Set("help", Text(rule.help));
  value.Set("defaultConfiguration", Object({{"level", rule.level}}));
  Value properties = Object({{"security-severity", rule.score}});
  if (!rule.tags.IsNull()) properties.Set("tags", rule.tags);
  value.Set("properties", std::move(properties));
  return value;
}

}  // namespace

SarifRun::SarifRun(std::string tool, std::string version) : tool_(std::move(tool)), version_(std::move(version)) {}

void SarifRun::SetRoot(const std::string& folder) { root_ = "file://" + base::PercentEncode(folder, "/") + "/"; }

void SarifRun::Add(const SarifRule& rule, SarifResult result) {
  const auto [at, is_new] = indices_.try_emplace(rule.id, indices_.size());
  if (is_new) rules_.Add(RuleValue(rule));
  Value value = Object({{"ruleId", rule.id},
                        {"ruleIndex", at->second},
                        {"level", std::move(result.level)},
                        {"message", Text(std::move(result.message))}});
  Value locations = EmptyList();
  if (!result.place.file.empty()) locations.Add(PhysicalLocation(result.place));
  value.Set("locations", std::move(locations));
  value.Set("partialFingerprints", Object({{std::string(result.fingerprint_name), std::move(result.fingerprint)}}));
  if (!result.accepted.empty()) {
    Value suppressions = EmptyList();
    suppressions.Add(Object({{"kind", "inSource"}, {"justification", std::move(result.accepted)}}));
    value.Set("suppressions", std::move(suppressions));
  }
  if (!result.properties.AsObject()->empty()) value.Set("properties", std::move(result.properties));
  results_.Add(std::move(value));
}

void SarifRun::Note(std::string_view level, std::string text) {
  notes_.Add(Object({{"level", level}, {"message", Text(std::move(text))}}));
}

Value SarifRun::Take() {
  Value driver = Object({{"name", tool_}});
  if (!version_.empty()) driver.Set("version", version_);
  driver.Set("rules", std::move(rules_));
  Value invocations = EmptyList();
  invocations.Add(Object({{"executionSuccessful", successful_}, {"toolExecutionNotifications", std::move(notes_)}}));
  Value run = Object({{"tool", Object({{"driver", std::move(driver)}})},
                      {"columnKind", "unicodeCodePoints"},
                      {"invocations", std::move(invocations)}});
  if (!root_.empty()) run.Set("originalUriBaseIds", Object({{kBase, Object({{"uri", root_}})}}));
  run.Set("results", std::move(results_));
  if (!properties_.IsNull()) run.Set("properties", std::move(properties_));
  return run;
}

Value SarifLog(Value::List runs) {
  return Object({{"$schema", kSchema}, {"version", "2.1.0"}, {"runs", std::move(runs)}});
}

}  // namespace gatehouse::cli
