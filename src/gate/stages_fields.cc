// Stages of routes with `inspect: field` or `fields`: every argument of the query, field of a form and
// string of JSON is judged by its effect where it is used (inspect/field).
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "base/bytes.h"
#include "gate/form_field.h"
#include "gate/form_fields.h"
#include "gate/inspect/field/field.h"
#include "gate/inspect/file_name.h"
#include "gate/method_override.h"
#include "gate/query.h"
#include "gate/respond/json_escaper.h"
#include "gate/stages.h"

namespace gatehouse::gate {
namespace {

Reason ReasonOf(field::Family family) {
  switch (family) {
    case field::Family::kSql:
      return Reason::kFieldSql;
    case field::Family::kMarkup:
      return Reason::kFieldMarkup;
    case field::Family::kCommand:
      return Reason::kFieldCommand;
    case field::Family::kPath:
      return Reason::kFieldPath;
    case field::Family::kHeader:
      return Reason::kFieldHeader;
    case field::Family::kNone:
      return Reason::kAllowed;
  }
  return Reason::kInternalError;
}

// Names as programs write them; any other character in a name is judged like a value.
bool IsPlainName(std::string_view name) {
  return std::ranges::all_of(name, [](char c) { return base::IsAlnum(c) || std::string_view("_-.[]$:").contains(c); });
}

// Judges fields until one is refused.
class Judgement {
 public:
  explicit Judgement(const FieldRules& rules) : rules_(rules) {}

  bool Passes(std::string_view name, std::string_view value) {
    if (std::ranges::find(rules_.except, name) != rules_.except.end()) return true;
    return PassesText(value) && (IsPlainName(name) || PassesText(name));
  }
  // JSON strings and member names. The document's depth is bounded (BodyBounds).
  bool PassesValue(std::string_view name, json::Value value) {
    if (std::ranges::find(rules_.except, name) != rules_.except.end()) return true;
    if (!IsPlainName(name) && !PassesText(name)) return false;
    if (const auto text = value.String()) return PassesText(*text);
    return value.ForEach(
        [&](std::string_view key, json::Value member) { return PassesValue(value.IsArray() ? name : key, member); });
  }
  [[nodiscard]] const field::Finding& finding() const { return finding_; }
  [[nodiscard]] Reason reason() const { return ReasonOf(finding_.family); }

 private:
  bool PassesText(std::string_view text) {
    const field::Finding finding = field::JudgeField(text, rules_.families);
    if (finding.score < field::Threshold(rules_.mode)) return true;
    finding_ = finding;
    return false;
  }

  const FieldRules& rules_;
  field::Finding finding_;  // about the refused field
};

// The value that a JSON pointer names (RFC 6901); through objects only.
std::optional<json::Value> FindPlace(json::Value value, std::string_view pointer) {
  const auto place = StringPlace::Parse(pointer);
  if (!place) return std::nullopt;
  for (const std::string& segment : place->segments()) {
    const auto member = value.Member(segment);
    if (!member) return std::nullopt;
    value = *member;
  }
  return value;
}

bool IsForm(const Exchange& exchange) { return FormKindOf(exchange.headers.content_type.value) != FormKind::kNone; }

}  // namespace

Decision CheckFileInBody(const Guard& guard, Exchange& exchange) {
  const auto& rule = exchange.route->file_name;
  if (!rule || rule->place != FileNameRule::Place::kBody || exchange.body.empty()) return kAllow;
  std::optional<std::string> value;
  size_t count = 0;
  if (exchange.document && rule->name.starts_with('/')) {
    const auto found = FindPlace(*exchange.document, rule->name);
    if (!found) return kAllow;
    const auto text = found->String();
    if (!text) return {.reason = Reason::kFileName};
    value = *text;
  } else if (!exchange.document && IsForm(exchange)) {
    const Reason reason = ForEachFormField(exchange.headers.content_type.value, exchange.body,
                                           [&](std::string_view name, std::string_view each) {
                                             if (!NamesArgument(name, rule->name)) return true;
                                             value = each;
                                             return ++count < 2;
                                           });
    if (reason != Reason::kAllowed) return {.reason = reason};
  }
  if (!value) return kAllow;  // no file is named
  if (count > 1) return {.reason = Reason::kFileName};
  // It is already decoded: encoding it again makes PlainFileName read it unchanged.
  const auto name = PlainFileName(base::PercentEncode(*value, "/"));
  if (!name || !guard.resolve_file(rule->base, *name)) return {.reason = Reason::kFileName};
  return kAllow;
}

Decision CheckFormOfFields(const Guard& guard, Exchange& exchange) {
  if (exchange.route->inspect != Inspect::kField || !exchange.form || exchange.body.empty()) return kAllow;
  return CheckFormMethod(guard, exchange);
}

Decision CheckFields(const Guard&, Exchange& exchange) {
  const auto& rules = exchange.route->fields;
  if (!rules) return kAllow;
  Judgement judgement(*rules);
  const auto visit = [&](std::string_view name, std::string_view value) { return judgement.Passes(name, value); };
  bool passes = ForEachQueryField(exchange.path.query, visit);
  if (passes && exchange.document) passes = judgement.PassesValue({}, *exchange.document);
  if (passes && !exchange.document && !exchange.body.empty() && IsForm(exchange)) {
    const Reason reason = ForEachFormField(exchange.headers.content_type.value, exchange.body, visit);
    if (reason != Reason::kAllowed) return {.reason = reason};
  }
  exchange.note = judgement.finding().signal;
  return {.reason = judgement.reason()};
}

}  // namespace gatehouse::gate
