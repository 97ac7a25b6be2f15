// Stages that read the body: its headers, its JSON, a UDC message with its source and target, a schema.
#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "base/bytes.h"
#include "gate/form_field.h"
#include "gate/form_fields.h"
#include "gate/inspect/body.h"
#include "gate/inspect/prompt/shape.h"
#include "gate/inspect/suspicious_input.h"
#include "gate/method_override.h"
#include "gate/stages.h"

namespace gatehouse::gate {
namespace {

// A digest of the body, which would no longer match if something were removed (RFC 9530, RFC 3230, RFC 1864).
bool HoldsDigest(std::span<const Header> headers) {
  constexpr std::array<std::string_view, 4> kNames = {"content-digest", "repr-digest", "digest", "content-md5"};
  return std::ranges::any_of(headers, [&](const Header& header) {
    return std::ranges::any_of(kNames,
                               [&](std::string_view name) { return base::EqualIgnoringCase(name, header.name); });
  });
}

void Observe(Exchange& exchange, Reason reason) {
  if (exchange.observed_count == Exchange::kMaxObserved) return;
  exchange.observed[exchange.observed_count++] = {Rule::kBody, reason};
}

// POST, PUT and PATCH usually carry what the route is for. Without a schema, one that has no body has nothing that
// could be read in two ways: `POST /jobs/7/cancel`. Many clients send `Content-Type: application/json` with it all the
// same.
bool MayGoWithoutBody(const Exchange& exchange) {
  const std::string_view method = exchange.request.method;
  if (method != "POST" && method != "PUT" && method != "PATCH") return true;
  const Route& route = *exchange.route;
  if (route.inspect == Inspect::kField) return true;
  return route.inspect == Inspect::kJson && !route.schema;
}

// Of a conversation whose prompts are weighed, nothing: it holds whole documents, programs and questions about both.
std::string_view SuspiciousInPrompts(const json::Value& document, const prompt::RouteRule& rule) {
  prompt::Texts texts;
  const bool known = CollectTexts(document, rule, texts);
  if (!known || (texts.prompts.conversation && rule.manner == prompt::Manner::kBalanced)) return {};
  for (const std::string_view text : texts.prompts.texts) {
    const std::string_view words = SuspiciousInText(text);
    if (!words.empty()) return words;
  }
  return {};
}

std::string_view SuspiciousIn(const Route& route, const json::Value& document) {
  if (route.inspect == Inspect::kPrompt) return SuspiciousInPrompts(document, route.prompt_rule);
  return SuspiciousInBody(document, route.inspect == Inspect::kUdc ? LengthRule::kHasItsOwnBound : LengthRule::kCounts);
}

}  // namespace

Decision CheckFormMethod(const Guard& guard, Exchange& exchange) {
  const FormKind kind = FormKindOf(exchange.headers.content_type.value);
  return JudgeMethodArgument(guard, exchange, FindFormField(kind, exchange.body, kMethodArgument));
}

Decision CheckBodyHeaders(const Guard&, Exchange& exchange) {
  const bool of_fields = exchange.route->inspect == Inspect::kField;
  if (exchange.body.empty()) {
    exchange.note = "no body";
    return {.reason = MayGoWithoutBody(exchange) ? Reason::kAllowed : Reason::kBodyMissing};
  }
  if (exchange.body.size() > exchange.route->body.max_bytes) return {.reason = Reason::kBodyTooLarge};
  if (of_fields && FormKindOf(exchange.headers.content_type.value) != FormKind::kNone) {
    exchange.note = "a form";
    return {.reason = CheckFormHeaders(exchange.headers)};
  }
  return {.reason = CheckJsonHeaders(exchange.headers, exchange.body)};
}

Decision ParseBody(const Guard& guard, Exchange& exchange) {
  if (exchange.body.empty()) return kAllow;
  if (exchange.route->inspect == Inspect::kField &&
      FormKindOf(exchange.headers.content_type.value) != FormKind::kNone) {
    return kAllow;
  }
  const auto document = guard.parser.Parse(WithoutByteOrderMark(exchange.body), exchange.route->body.json, true);
  if (!document) {
    exchange.note = json::Sentence(document.error());
    return {.reason = ReasonOf(document.error())};
  }
  exchange.document = *document;
  return kAllow;
}

Decision LookAtQuery(const Guard& guard, Exchange& exchange) {
  if (!guard.policy.looks_for_attacks || exchange.route->ignores_suspicious_input) return kAllow;
  const std::string_view target = exchange.request.target;
  const size_t question = target.find('?');
  if (question == std::string_view::npos) return kAllow;
  exchange.note = exchange.suspicious = SuspiciousInQuery(target.substr(question + 1));
  return kAllow;
}

Decision LookAtTexts(const Guard& guard, Exchange& exchange) {
  if (!guard.policy.looks_for_attacks || exchange.route->ignores_suspicious_input) return kAllow;
  if (!exchange.document || !exchange.suspicious.empty()) return kAllow;
  exchange.note = exchange.suspicious = SuspiciousIn(*exchange.route, *exchange.document);
  return kAllow;
}

Decision CheckUdcMessage(const Guard&, Exchange& exchange) {
  if (exchange.route->inspect != Inspect::kUdc || !exchange.document) return kAllow;
  const auto message = ReadUdcMessage(*exchange.document);
  if (!message) return {.reason = message.error()};
  exchange.udc = *message;
  return kAllow;
}

Decision CheckUdcSource(const Guard&, Exchange& exchange) {
  if (!exchange.udc || exchange.route->auth == Auth::kNone) return kAllow;
  const bool own = exchange.principal != nullptr && exchange.principal->droplet_id == exchange.udc->source;
  return {.reason = own ? Reason::kAllowed : Reason::kUdcSourceForged};
}

Decision CheckUdcTarget(const Guard& guard, Exchange& exchange) {
  if (!exchange.udc || !exchange.route->route_by_target) return kAllow;
  if (guard.policy.droplets.contains(exchange.udc->target)) return kAllow;
  const DirectoryEntry* entry = guard.directory.Find(exchange.udc->target);
  if (entry == nullptr) return {.reason = Reason::kUdcTargetUnknown};
  exchange.droplet = entry;  // even if suspended: if that is only observed, the message is delivered
  if (entry->state == DropletState::kActive) return kAllow;
  exchange.note = Name(entry->state);
  return {.reason = Reason::kUdcTargetSuspended};
}

Decision CheckPrompt(const Guard& guard, Exchange& exchange) {
  if (exchange.route->inspect != Inspect::kPrompt || !exchange.document) return kAllow;
  if (guard.prompts == nullptr) return {.reason = Reason::kInternalError};
  const prompt::RouteRule& rule = exchange.route->prompt_rule;
  prompt::BodyVerdict verdict = guard.prompts->JudgeBody(exchange.body, *exchange.document, rule);
  exchange.prompt_verdict = verdict.worst;
  if (verdict.reason == Reason::kAllowed && verdict.secrets == Reason::kAllowed) return kAllow;
  exchange.prompt_signals = verdict.signals;
  exchange.prompt_words = verdict.shape_fault.empty() ? Describe(verdict.worst) : std::move(verdict.shape_fault);
  exchange.note = exchange.prompt_words;
  if (verdict.refused) return {.reason = verdict.reason};
  if (verdict.secrets_refused) return {.reason = verdict.secrets};
  if (verdict.reason != Reason::kAllowed) Observe(exchange, verdict.reason);
  if (verdict.secrets == Reason::kAllowed) return kAllow;
  if (rule.secrets != prompt::Secrets::kRedact || guard.policy.Observes(Rule::kBody, *exchange.route)) {
    Observe(exchange, verdict.secrets);
    return kAllow;
  }
  // Removing something would invalidate a digest of the body that the client sent.
  if (HoldsDigest(exchange.request.headers)) return {.reason = verdict.secrets};
  if (verdict.body.size() > exchange.route->body.max_bytes) return {.reason = Reason::kBodyTooLarge};
  exchange.redacted_body = std::move(verdict.body);
  exchange.taken_out = verdict.taken_out;
  return kAllow;
}

Decision CheckSchema(const Guard&, Exchange& exchange) {
  if (!exchange.route->schema || !exchange.document) return kAllow;
  bool over_budget = false;
  auto place = exchange.route->schema->Mismatch(*exchange.document, &over_budget);
  if (!place) return kAllow;
  if (over_budget) return {.reason = Reason::kSchemaBudget};
  exchange.schema_place = std::move(*place);
  exchange.note = exchange.schema_place;
  return {.reason = Reason::kSchemaMismatch, .where = exchange.schema_place};
}

}  // namespace gatehouse::gate
