// What the policy says of the prompts of a route.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gatehouse::prompt {

// Scores, from 0 to 1.
inline constexpr float kRefuseScore = 0.5F;
inline constexpr float kReportScore = 0.35F;

enum class Manner : uint8_t { kBalanced, kStrict };
enum class Action : uint8_t { kBlock, kTell };
// What a text is for: it asks the model something, or it says what a bot is and how it answers (instructions.h).
enum class Place : uint8_t { kPrompt, kInstructions };
// What becomes of a prompt that holds secrets or personal data, and is not an attack.
enum class Secrets : uint8_t {
  kPass,
  kTell,    // it passes and is told of
  kRedact,  // they are taken out of the body before the service gets it
  kBlock,
};

// What a route says of its prompts.
struct RouteRule {
  Manner manner = Manner::kBalanced;
  Action action = Action::kBlock;
  Secrets secrets = Secrets::kPass;
  float refuse = kRefuseScore;            // the score from which on a prompt is refused
  float report = kReportScore;            // the score from which on it is told of
  std::vector<std::string> at;            // JSON pointers to prompts; empty: the shapes of shape.h
  std::vector<std::string> instructions;  // JSON pointers to instructions
  bool system = false;                    // in the shapes of shape.h, what they say of the bot is instructions
};

}  // namespace gatehouse::prompt
