#include "gate/inspect/prompt/judge.h"

#include <fmt/format.h>

#include <algorithm>

#include "gate/inspect/prompt/shape.h"
#include "gate/inspect/prompt/strict.h"

namespace gatehouse::prompt {
namespace {

using gate::Reason;

Verdict OfStrict(std::string_view text) {
  Verdict verdict;
  verdict.reason = JudgeStrictly(text);
  verdict.score = verdict.reason == Reason::kAllowed ? 0.0F : 1.0F;
  return verdict;
}

}  // namespace

std::string Describe(const Verdict& verdict) {
  std::string line = fmt::format("score {:.2f}", verdict.score);
  for (const Weighed& each : verdict.Signals()) {
    line += fmt::format("{} {} {:.2f}", &each == &verdict.signals.front() ? ":" : ",", Describe(each.signal).name,
                        each.weight);
    if (each.rule != nullptr) line += fmt::format(" ({})", each.rule->name);
  }
  return line;
}

base::Result<Judge> Judge::Make(const std::string& cache) {
  auto balanced = Balanced::Make(cache);
  if (!balanced) return std::unexpected(balanced.error());
  auto workspace = balanced->Fit();
  if (!workspace) return std::unexpected(workspace.error());
  return Judge(std::move(*balanced), std::move(*workspace));
}

BodyVerdict Judge::JudgeBody(const json::Value& body, const RouteRule& rule) {
  BodyVerdict verdict;
  const bool understood = rule.at.empty() ? CollectPrompts(body, texts_) : CollectPromptsAt(body, rule.at, texts_);
  if (!understood) return {.reason = Reason::kPromptShape, .refused = rule.action == Action::kBlock};
  bool any = false;
  for (const std::string_view text : texts_) {
    const Verdict one = rule.manner == Manner::kStrict ? OfStrict(text) : balanced_.Judge(text, *workspace_);
    if (one.reason == Reason::kPromptEmpty) continue;  // beside others it is nothing
    if (!any || one.score > verdict.worst.score) verdict.worst = one;
    any = true;
  }
  if (!any) return {.reason = Reason::kPromptEmpty, .refused = rule.action == Action::kBlock};
  if (verdict.worst.score >= std::min(rule.report, rule.refuse)) verdict.reason = verdict.worst.reason;
  verdict.refused = rule.action == Action::kBlock && verdict.worst.score >= rule.refuse;
  return verdict;
}

}  // namespace gatehouse::prompt
