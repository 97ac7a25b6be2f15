// A prompt of any bytes through all of its readings: normalised, decoded, put apart and judged by both lists.
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "gate/inspect/prompt/decode.h"
#include "gate/inspect/prompt/layers.h"
#include "gate/inspect/prompt/model.h"
#include "gate/inspect/prompt/normalise.h"
#include "gate/inspect/prompt/rule_parts.h"
#include "gate/inspect/prompt/strict.h"

namespace {

void Demand(bool holds) {
  if (!holds) std::abort();
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
  const auto readings = layers.Of(text);
  Demand(!readings.empty() && readings.size() <= kMaxLayers && !readings.front().hidden);
  for (const Layer& layer : readings) {
    const float weight = WeightOfWording(layer.text);
    Demand(weight >= -1 && weight <= 1);
  }
  static_cast<void>(JudgeStrictly(text));
  static_cast<void>(PartsOf(text.substr(0, 512)));
  return 0;
}
