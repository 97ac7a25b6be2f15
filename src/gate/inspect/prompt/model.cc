#include "gate/inspect/prompt/model.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "gate/inspect/prompt/features.h"

// The file as the training wrote it: a bias and a scale, both floats, and a weight of one byte per feature.
asm(R"(
  .section .rodata
  .balign 64
  .type gatehouse_prompt_model, @object
gatehouse_prompt_model:
  .incbin ")" GATEHOUSE_PROMPT_MODEL R"("
  .size gatehouse_prompt_model, . - gatehouse_prompt_model
  .previous
)");
extern "C" const char gatehouse_prompt_model[] __attribute__((visibility("hidden")));

namespace gatehouse::prompt {
namespace {

struct Model {
  float bias = 0;
  float scale = 0;  // of one step of a weight
  std::array<int8_t, kModelSize> weights{};
};

const Model& TheModel() { return *reinterpret_cast<const Model*>(gatehouse_prompt_model); }

}  // namespace

float WeightOfLogit(float logit) {
  constexpr float kSlope = 0.25F;
  constexpr float kNeutral = -1.0F;  // tools/prompt_rates.py allows -1.5; this is more careful
  constexpr float kMost = 0.95F;     // wording alone refuses nothing
  constexpr float kLeast = -0.4F;
  return std::clamp(kSlope * (logit - kNeutral), kLeast, kMost);
}

float WeightOfWording(std::string_view text) {
  const Model& model = TheModel();
  int32_t sum = 0;
  const uint32_t features = ForEachSeenFeature(text, [&](uint32_t number) { sum += model.weights[number]; });
  if (features == 0) return 0;
  return WeightOfLogit(model.bias + model.scale * static_cast<float>(sum) / std::sqrt(static_cast<float>(features)));
}

}  // namespace gatehouse::prompt
