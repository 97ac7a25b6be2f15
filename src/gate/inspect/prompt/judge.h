// A request's body judged as one: all of its prompts, by the rule of its route. Shown by judge_test.cc and
// tests/inspect/test_prompts.py.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "gate/inspect/prompt/balanced.h"
#include "gate/inspect/prompt/route_rule.h"

namespace gatehouse::prompt {

struct BodyVerdict {
  gate::Reason reason = gate::Reason::kAllowed;  // of a score of `report` or more; kPromptShape, kPromptEmpty
  bool refused = false;
  Verdict worst;  // of the prompt with the highest score
};

// The score and the signals as one line: "score 0.74: instruction_override 1.48 (drop earlier instructions), wording
// 0.31".
[[nodiscard]] std::string Describe(const Verdict& verdict);

// One a thread: what it works in is its own, what is compiled is shared by those that were copied before a fork.
class Judge {
 public:
  // `cache`: a folder for the compiled rules; see balanced.h.
  [[nodiscard]] static base::Result<Judge> Make(const std::string& cache);

  [[nodiscard]] BodyVerdict JudgeBody(const json::Value& body, const RouteRule& rule);

 private:
  Judge(Balanced balanced, std::unique_ptr<Workspace> workspace)
      : balanced_(std::move(balanced)), workspace_(std::move(workspace)) {}

  Balanced balanced_;
  std::unique_ptr<Workspace> workspace_;
  std::vector<std::string_view> texts_;
};

}  // namespace gatehouse::prompt
