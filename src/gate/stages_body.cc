// Stages that read the body: its announcement, its JSON, a UDC message with its source and target, a schema.
#include "gate/form_field.h"
#include "gate/form_fields.h"
#include "gate/inspect/body.h"
#include "gate/inspect/suspicious_input.h"
#include "gate/method_override.h"
#include "gate/stages.h"

namespace gatehouse::gate {
namespace {

bool MayGoWithoutBody(std::string_view method) { return method != "POST" && method != "PUT" && method != "PATCH"; }

}  // namespace

Decision CheckFormMethod(const Guard& guard, Exchange& exchange) {
  const FormKind kind = FormKindOf(exchange.headers.content_type.value);
  return JudgeMethodArgument(guard, exchange, FindFormField(kind, exchange.body, kMethodArgument));
}

Decision CheckBodyHeaders(const Guard&, Exchange& exchange) {
  const bool of_fields = exchange.route->inspect == Inspect::kField;
  if (exchange.body.empty()) {
    exchange.note = "no body";
    const bool may_be = of_fields || MayGoWithoutBody(exchange.request.method);
    return {.reason = may_be ? Reason::kAllowed : Reason::kBodyMissing};
  }
  if (exchange.body.size() > exchange.route->body.max_bytes) return {.reason = Reason::kBodyTooLarge};
  if (of_fields && FormKindOf(exchange.headers.content_type.value) != FormKind::kNone) {
    exchange.note = "a form";
    return {.reason = CheckFormHeaders(exchange.headers)};
  }
  return {.reason = CheckJsonHeaders(exchange.headers)};
}

Decision ParseBody(const Guard& guard, Exchange& exchange) {
  if (exchange.body.empty()) return kAllow;
  if (exchange.route->inspect == Inspect::kField &&
      FormKindOf(exchange.headers.content_type.value) != FormKind::kNone) {
    return kAllow;
  }
  const auto document = guard.parser.Parse(exchange.body, exchange.route->body.json, true);
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
  exchange.note = exchange.suspicious = SuspiciousInBody(*exchange.document);
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
  exchange.droplet =
      entry;  // also of a suspended one: where that is only observed, the message goes where it was meant
  if (entry->state == DropletState::kActive) return kAllow;
  exchange.note = Name(entry->state);
  return {.reason = Reason::kUdcTargetSuspended};
}

Decision CheckPrompt(const Guard& guard, Exchange& exchange) {
  if (exchange.route->inspect != Inspect::kPrompt || !exchange.document) return kAllow;
  if (guard.prompts == nullptr) return {.reason = Reason::kInternalError};
  const prompt::BodyVerdict verdict = guard.prompts->JudgeBody(*exchange.document, exchange.route->prompt_rule);
  exchange.prompt_verdict = verdict.worst;
  if (verdict.reason == Reason::kAllowed) return kAllow;
  exchange.prompt_words = Describe(verdict.worst);
  exchange.note = exchange.prompt_words;
  if (verdict.refused) return {.reason = verdict.reason};
  if (exchange.observed_count < Exchange::kMaxObserved) {
    exchange.observed[exchange.observed_count++] = {Rule::kBody, verdict.reason};
  }
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
