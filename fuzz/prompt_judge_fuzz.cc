// A text of any bytes judged as the gate does it, with the real rules and model: as a prompt and as the instructions of
// a bot, by both modes; and, where it is JSON, as a body on a route that takes secrets out. Judging must not depend on
// what was judged before, and the fast search must meet the rules that the plain one meets.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gate/inspect/prompt/families.h"
#include "gate/inspect/prompt/judge.h"
#include "patterns/cache.h"

namespace {

using namespace gatehouse;

// Longer texts are judged in the same ways, and would cost most of the time.
constexpr size_t kMostBytes = 8 << 10;

void Demand(bool holds) {
  if (!holds) std::abort();
}

struct Engine {
  prompt::Balanced balanced = std::move(*prompt::Balanced::Make(patterns::UserCacheFolder()));
  std::unique_ptr<prompt::Workspace> workspace = std::move(*balanced.Fit());
  prompt::Judge judge = std::move(*prompt::Judge::Make(patterns::UserCacheFolder()));
  prompt::Matcher matcher = std::move(*prompt::Matcher::Make(prompt::AllFamilies(), patterns::UserCacheFolder()));
  prompt::MatchState state = std::move(*matcher.Fit());
  prompt::Layers layers;
  json::Parser parser;
};

bool IsSame(const prompt::Verdict& a, const prompt::Verdict& b) {
  const auto same = [](const prompt::Weighed& x, const prompt::Weighed& y) {
    return x.signal == y.signal && x.weight == y.weight && x.rule == y.rule;
  };
  return a.score == b.score && a.reason == b.reason && a.outside == b.outside &&
         std::ranges::equal(a.Signals(), b.Signals(), same);
}

prompt::Verdict DemandVerdict(Engine& engine, std::string_view text, prompt::Place place) {
  const prompt::Verdict verdict = engine.balanced.Judge(text, *engine.workspace, place);
  Demand(verdict.score >= 0 && verdict.score <= 1);
  Demand(verdict.score < prompt::kRefuseScore || verdict.reason != gate::Reason::kAllowed);
  Demand(verdict.place == place && verdict.count <= prompt::kSignalCount);
  for (const prompt::Weighed& each : verdict.Signals()) Demand(std::isfinite(each.weight));
  return verdict;
}

void DemandJudgement(Engine& engine, std::string_view text) {
  const prompt::Verdict as_prompt = DemandVerdict(engine, text, prompt::Place::kPrompt);
  const prompt::Verdict as_instructions = DemandVerdict(engine, text, prompt::Place::kInstructions);
  Demand(IsSame(as_prompt, DemandVerdict(engine, text, prompt::Place::kPrompt)));
  Demand(IsSame(as_instructions, DemandVerdict(engine, text, prompt::Place::kInstructions)));
}

std::vector<uint16_t> Sorted(std::span<const uint16_t> rules) {
  std::vector<uint16_t> sorted(rules.begin(), rules.end());
  std::ranges::sort(sorted);
  return sorted;
}

void DemandSameRules(Engine& engine, std::string_view text) {
  for (const prompt::Layer& layer : engine.layers.Of(text)) {
    if (layer.respelled) continue;
    const auto fast = Sorted(engine.matcher.Scan(layer.text, prompt::ReadBy::kAnyone, engine.state));
    if (engine.state.matches == prompt::kMaxMatches) continue;
    Demand(fast == Sorted(engine.matcher.ScanForAll(layer.text, engine.state)));
  }
}

// What is left of a body holds no secret any more.
void DemandRedacted(Engine& engine, std::string_view text) {
  const auto body = engine.parser.Parse(text, {.max_bytes = kMostBytes, .fold_names = true});
  if (!body) return;
  (void)engine.judge.JudgeBody(text, *body, {.manner = prompt::Manner::kStrict, .secrets = prompt::Secrets::kTell});
  const prompt::RouteRule rule{.action = prompt::Action::kTell,
                               .secrets = prompt::Secrets::kRedact,
                               .instructions = {"/persona"},
                               .system = true};
  const prompt::BodyVerdict verdict = engine.judge.JudgeBody(text, *body, rule);
  Demand(!verdict.refused);
  if (verdict.taken_out == 0) return;
  const auto again = engine.parser.Parse(verdict.body, {.max_bytes = verdict.body.size(), .fold_names = true});
  Demand(again.has_value());
  const prompt::BodyVerdict rest = engine.judge.JudgeBody(verdict.body, *again, rule);
  Demand(rest.secrets == gate::Reason::kAllowed && rest.taken_out == 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static Engine engine;
  const std::string_view text(reinterpret_cast<const char*>(data), std::min(size, kMostBytes));
  DemandJudgement(engine, text);
  DemandSameRules(engine, text);
  DemandRedacted(engine, text);
  return 0;
}
