// What the prompt guard sees of texts, for tools/train_prompt_model.py: {"text": …} a line on stdin; on stdout, per
// line, little-endian 32-bit numbers: how many follow, then rules met as it stands, -1, rules met in hidden layers, -1,
// oddities (5), features. `prompt_features --rules` prints the rules, a line each;
// `prompt_features --sums` what the signals other than wording weigh together, a line per text: of injection, markup, SQL;
// whether a rule for another language was met; and how long the text is when it is normalised.
#include <cstdint>
#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

#include "base/json.h"
#include "gate/inspect/prompt/balanced.h"
#include "gate/inspect/prompt/families.h"
#include "gate/inspect/prompt/layers.h"
#include "gate/inspect/prompt/matcher.h"
#include "patterns/cache.h"

namespace {

using gatehouse::json::Parser;
using namespace gatehouse::prompt;

constexpr int32_t kEnd = -1;

// The features are those of the words that are judged: without a quotation where the prompt asks about one.
void Describe(std::string_view text, const Matcher& matcher, MatchState& state, const Balanced& balanced, Workspace& workspace, Layers& layers,
              std::vector<int32_t>& out) {
  const auto readings = layers.Of(text);
  for (const uint16_t rule : matcher.Scan(readings.front().text, ReadBy::kAnyone, state)) out.push_back(rule);
  out.push_back(kEnd);
  for (const Layer& layer : readings.subspan(1)) {
    for (const uint16_t rule : matcher.Scan(layer.text, layer.respelled ? ReadBy::kPeople : ReadBy::kAnyone, state)) out.push_back(rule);
  }
  out.push_back(kEnd);
  const Oddities& odd = layers.oddities();
  for (const uint32_t count : {odd.invisible, odd.bidirectional, odd.tags, odd.mixed_words, odd.stacked_marks}) {
    out.push_back(static_cast<int32_t>(count));
  }
  std::vector<int32_t> features;
  const size_t outside = balanced.Judge(text, workspace).outside;
  const std::string_view judged = outside > 0 ? std::string_view(workspace.outside.data(), outside) : readings.front().text;
  (void)ForEachSeenFeature(judged, [&](uint32_t feature) { features.push_back(static_cast<int32_t>(feature)); });
  out.insert(out.end(), features.begin(), features.end());
}

int PrintSums() {
  const auto balanced = Balanced::Make(gatehouse::patterns::UserCacheFolder());
  if (!balanced) return 2;
  const auto workspace = balanced->Fit();
  if (!workspace) return 2;
  Layers layers;
  Parser parser;
  std::string line;
  while (std::getline(std::cin, line)) {
    const auto value = parser.Parse(line, {.max_bytes = line.size()});
    const auto text = value ? value->Member("text") : std::nullopt;
    const std::string_view prompt = text ? text->String().value_or("") : "";
    float injection = 0;
    float markup = 0;
    float sql = 0;
    bool foreign = false;
    for (const Weighed& each : balanced->Judge(prompt, **workspace).Signals()) {
      if (each.signal == Signal::kWording) continue;
      foreign = foreign || each.signal == Signal::kForeign;
      (each.signal == Signal::kMarkup ? markup : each.signal == Signal::kSql ? sql : injection) += each.weight;
    }
    const size_t size = layers.Of(prompt).front().text.size();
    std::printf("%.4f %.4f %.4f %d %zu\n", static_cast<double>(injection), static_cast<double>(markup), static_cast<double>(sql), foreign ? 1 : 0, size);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::string_view(argv[1]) == "--sums") return PrintSums();
  const auto matcher = Matcher::Make(AllFamilies(), gatehouse::patterns::UserCacheFolder());
  if (!matcher) {
    std::fputs((matcher.error().Text() + "\n").c_str(), stderr);
    return 2;
  }
  if (argc > 1 && std::string_view(argv[1]) == "--rules") {
    for (const auto& entry : matcher->entries()) {
      std::printf("%s\t%s\t%.2f\n", std::string(gatehouse::prompt::Describe(entry.signal).name).c_str(),
                  std::string(entry.rule->name).c_str(), static_cast<double>(entry.rule->weight));
    }
    return 0;
  }
  auto state = matcher->Fit();
  const auto balanced = Balanced::Make(gatehouse::patterns::UserCacheFolder());
  if (!state || !balanced) return 2;
  const auto workspace = balanced->Fit();
  if (!workspace) return 2;
  Layers layers;
  Parser parser;
  std::string line;
  std::vector<int32_t> out;
  while (std::getline(std::cin, line)) {
    out.assign(1, 0);
    const auto value = parser.Parse(line, {.max_bytes = line.size()});
    const auto text = value ? value->Member("text") : std::nullopt;
    if (text && text->String()) Describe(*text->String(), *matcher, *state, *balanced, **workspace, layers, out);
    out.front() = static_cast<int32_t>(out.size() - 1);
    std::fwrite(out.data(), sizeof out.front(), out.size(), stdout);
  }
  return 0;
}
