#include "gate/inspect/prompt/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ranges>

#include "base/ascii.h"
#include "gate/inspect/prompt/rewrite.h"
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

constexpr uint32_t BitOf(Signal signal) { return uint32_t{1} << static_cast<unsigned>(signal); }
constexpr uint32_t kSecretBits = BitOf(Signal::kSecret) | BitOf(Signal::kPersonal);

// Those that speak against the prompt, and those that only tell what it holds.
uint32_t BitsOf(const Verdict& verdict) {
  uint32_t bits = verdict.unread ? kSecretBits : 0;
  for (const Weighed& each : verdict.Signals()) {
    if (each.weight > 0 || (BitOf(each.signal) & kSecretBits) != 0) bits |= BitOf(each.signal);
  }
  return bits;
}

// For the event log. A type that is no word is a client's own text, and is not repeated.
std::string ShapeFault(std::string_view unknown_type) {
  constexpr size_t kLongest = 64;
  if (unknown_type.empty()) return "no prompt where one is expected";
  const bool word = unknown_type.size() <= kLongest &&
                    std::ranges::all_of(unknown_type, [](char c) { return base::IsAlnum(c) || c == '_'; });
  return word ? fmt::format("a part of an unknown type: {}", unknown_type) : "a part of an unknown type";
}

}  // namespace

std::string Describe(const Verdict& verdict) {
  std::string line =
      fmt::format("score {:.2f}{}", verdict.score, verdict.place == Place::kInstructions ? " as instructions" : "");
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
  auto redactor = Redactor::Make();
  if (!redactor) return std::unexpected(redactor.error());
  return Judge(std::move(*balanced), std::move(*workspace), std::move(*redactor));
}

bool Judge::HoldsSecrets(std::string_view text) {
  return (BitsOf(balanced_.Judge(text, *workspace_)) & kSecretBits) != 0;
}

bool Judge::TakeOut(std::string_view raw, const json::Value& body, BodyVerdict& verdict) {
  std::vector<Replacement> replacements;
  const std::array places = {std::span<const std::string_view>(texts_.prompts.texts),
                             std::span<const std::string_view>(texts_.instructions.texts)};
  for (const std::string_view text : std::views::join(places)) {
    Replacement replacement{text, {}};
    const size_t count = redactor_.Append(text, replacement.with);
    // What still speaks of a secret is written in another way than the redactor reads: encoded, or in look-alikes.
    if (HoldsSecrets(count > 0 ? std::string_view(replacement.with) : text)) return false;
    if (count == 0) continue;
    verdict.taken_out += count;
    replacements.push_back(std::move(replacement));
  }
  if (replacements.empty()) return true;
  auto rewritten = Rewrite(raw, body, replacements);
  if (!rewritten) return false;
  verdict.body = std::move(*rewritten);
  return true;
}

bool Judge::JudgeTexts(std::span<const std::string_view> texts, Place place, const RouteRule& rule,
                       BodyVerdict& verdict) {
  bool any = false;
  for (const std::string_view text : texts) {
    const bool strict = rule.manner == Manner::kStrict;
    const Verdict one = strict ? OfStrict(text) : balanced_.Judge(text, *workspace_, place);
    if (one.reason == Reason::kPromptEmpty) continue;  // beside others it is nothing
    verdict.signals |= BitsOf(one);
    // The strict list knows no secrets.
    if (strict && rule.secrets != Secrets::kPass && one.reason == Reason::kAllowed)
      verdict.signals |= BitsOf(balanced_.Judge(text, *workspace_)) & kSecretBits;
    const bool first = !any && verdict.worst.count == 0 && verdict.worst.score == 0;
    if (first || one.score > verdict.worst.score) verdict.worst = one;
    any = true;
  }
  return any;
}

BodyVerdict Judge::JudgeBody(std::string_view raw, const json::Value& body, const RouteRule& rule) {
  BodyVerdict verdict;
  if (!CollectTexts(body, rule, texts_)) {
    const std::string_view unknown =
        texts_.prompts.unknown.empty() ? texts_.instructions.unknown : texts_.prompts.unknown;
    return {
        .reason = Reason::kPromptShape, .refused = rule.action == Action::kBlock, .shape_fault = ShapeFault(unknown)};
  }
  const bool has_prompt = JudgeTexts(texts_.prompts.texts, Place::kPrompt, rule, verdict);
  const bool has_instructions = JudgeTexts(texts_.instructions.texts, Place::kInstructions, rule, verdict);
  if (!has_prompt && !texts_.prompts.unread && !(has_instructions && texts_.prompts.texts.empty()))
    return {.reason = Reason::kPromptEmpty, .refused = rule.action == Action::kBlock};
  if (!has_prompt && !has_instructions) return verdict;  // a picture, for example
  if (verdict.worst.score >= std::min(rule.report, rule.refuse)) verdict.reason = verdict.worst.reason;
  verdict.refused = rule.action == Action::kBlock && verdict.worst.score >= rule.refuse;
  if (verdict.refused || rule.secrets == Secrets::kPass) return verdict;
  // Keys that only the redactor knows are taken out, too, so it is asked whatever the signals say.
  const bool clean = rule.secrets != Secrets::kRedact || TakeOut(raw, body, verdict);
  if (!clean || (verdict.signals & kSecretBits) != 0 || verdict.taken_out > 0) verdict.secrets = Reason::kPromptSecret;
  verdict.secrets_refused = !clean || (rule.secrets == Secrets::kBlock && verdict.secrets != Reason::kAllowed);
  if (verdict.secrets_refused) {
    verdict.taken_out = 0;
    verdict.body.clear();
  }
  return verdict;
}

}  // namespace gatehouse::prompt
