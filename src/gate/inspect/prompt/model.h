// The wording of a prompt: a linear model over hashed words, pairs of words and groups of characters (features.h),
// whose weights tools/train_prompt_model.py makes. model.md has where they are from and what they are worth. Shown by
// model_test.cc.
#pragma once

#include <string_view>

namespace gatehouse::prompt {

// What the wording of a normalised text weighs: above 0 where it is worded as attacks are, below where it is worded as
// honest prompts are. Bounded on both sides; 0 for a text of no words. Allocates nothing.
[[nodiscard]] float WeightOfWording(std::string_view text);

// From the model's own sum, in logits, to a weight.
[[nodiscard]] float WeightOfLogit(float logit);

}  // namespace gatehouse::prompt
