// A prompt of any bytes through all of its readings: normalised, decoded, put apart and judged by both lists; secrets
// taken out of it; and, where it is JSON, its strings replaced.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gate/inspect/prompt/decode.h"
#include "gate/inspect/prompt/layers.h"
#include "gate/inspect/prompt/model.h"
#include "gate/inspect/prompt/normalise.h"
#include "gate/inspect/prompt/redactor.h"
#include "gate/inspect/prompt/rewrite.h"
#include "gate/inspect/prompt/rule_parts.h"
#include "gate/inspect/prompt/shape.h"
#include "gate/inspect/prompt/strict.h"

namespace {

void Demand(bool holds) {
  if (!holds) std::abort();
}

// A document without its strings' replacements is itself; with each prompt replaced it is JSON that holds the new ones.
void DemandRewriting(std::string_view text) {
  using namespace gatehouse;
  static json::Parser parser;
  const auto root = parser.Parse(text, {}, true);
  if (!root) return;
  Demand(prompt::Rewrite(text, *root, {}) == text);
  const prompt::RouteRule with_system{.system = true};
  prompt::Texts texts;
  if (!prompt::CollectTexts(*root, with_system, texts) || texts.prompts.texts.empty()) return;
  std::vector<prompt::Replacement> replacements;
  for (const std::string_view each : texts.prompts.texts) replacements.push_back({each, std::string(each) + "\"\\"});
  const auto rewritten = prompt::Rewrite(text, *root, replacements);
  Demand(rewritten.has_value());
  json::Parser second;
  const auto again = second.Parse(*rewritten, {.max_bytes = rewritten->size()});
  prompt::Texts found;
  Demand(again && prompt::CollectTexts(*again, with_system, found) &&
         found.prompts.texts.size() == texts.prompts.texts.size());
  for (size_t i = 0; i < found.prompts.texts.size(); ++i) Demand(found.prompts.texts[i] == replacements[i].with);
}

void DemandRedaction(std::string_view text) {
  using gatehouse::prompt::Redactor;
  static Redactor redactor = std::move(*Redactor::Make());
  std::string out;
  const size_t count = redactor.Append(text, out);
  Demand(count > 0 || out == text);
  Demand(out.size() <= text.size() + count * 10);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gatehouse::prompt;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Oddities odd;
  std::vector<char> normal(NormalisedBound(size));
  const size_t normal_size = Normalise(text, normal, odd);
  Demand(normal_size <= normal.size());
  const std::string_view once(normal.data(), normal_size);
  Demand(once.find('\0') == std::string_view::npos);
  Demand(once.find("  ") == std::string_view::npos);

  std::vector<char> decoded(size);
  Demand(DecodeEscapes(text, decoded) <= size);
  Demand(DecodeRuns(text, decoded) <= size);

  static Layers layers;
  (void)layers.Of(text);
  const auto readings = layers.ReadCiphers();
  Demand(!readings.empty() && readings.size() <= kMaxLayers && !readings.front().hidden);
  for (const Layer& layer : readings) {
    const float weight = WeightOfWording(layer.text);
    Demand(weight >= -1 && weight <= 1);
  }
  static_cast<void>(JudgeStrictly(text));
  static_cast<void>(PartsOf(text.substr(0, 512)));
  DemandRewriting(text);
  DemandRedaction(text);
  return 0;
}
