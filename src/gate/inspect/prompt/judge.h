// A request's body judged as one: all of its prompts, by the rule of its route. Shown by judge_test.cc and
// tests/inspect/test_prompts.py.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "gate/inspect/prompt/balanced.h"
#include "gate/inspect/prompt/redactor.h"
#include "gate/inspect/prompt/route_rule.h"
#include "gate/inspect/prompt/shape.h"

namespace gatehouse::prompt {

struct BodyVerdict {
  gate::Reason reason = gate::Reason::kAllowed;  // of a score of `report` or more; kPromptShape, kPromptEmpty
  bool refused = false;
  std::string shape_fault;  // of kPromptShape: what was not understood
  Verdict worst;            // of the prompt with the highest score
  uint32_t signals = 0;     // of all prompts: a bit each, by Signal

  // Where the route asks for it: kPromptSecret where a prompt holds secrets or personal data.
  gate::Reason secrets = gate::Reason::kAllowed;
  bool secrets_refused = false;
  size_t taken_out = 0;  // how many of them are not in `body` any more
  std::string body;      // what the service gets instead; empty: the body as it came
};
static_assert(kSignalCount <= 32);

// The score and the signals as one line: "score 0.74: instruction_override 1.48 (drop earlier instructions), wording
// 0.31". Of instructions: "score 0.74 as instructions: …".
[[nodiscard]] std::string Describe(const Verdict& verdict);

// One a thread: what it works in is its own, what is compiled is shared by those that were copied before a fork.
class Judge {
 public:
  // `cache`: a folder for the compiled rules; see balanced.h.
  [[nodiscard]] static base::Result<Judge> Make(const std::string& cache);

  // `raw`: the bytes that `body` was read from.
  [[nodiscard]] BodyVerdict JudgeBody(std::string_view raw, const json::Value& body, const RouteRule& rule);

 private:
  Judge(Balanced balanced, std::unique_ptr<Workspace> workspace, Redactor redactor)
      : balanced_(std::move(balanced)), workspace_(std::move(workspace)), redactor_(std::move(redactor)) {}
  // Adds what the texts hold to the verdict. False if none of them has any word.
  bool JudgeTexts(std::span<const std::string_view> texts, Place place, const RouteRule& rule, BodyVerdict& verdict);
  [[nodiscard]] bool HoldsSecrets(std::string_view text);
  // Takes out of the body what can be taken out; false where some of it stays.
  [[nodiscard]] bool TakeOut(std::string_view raw, const json::Value& body, BodyVerdict& verdict);

  Balanced balanced_;
  std::unique_ptr<Workspace> workspace_;
  Redactor redactor_;
  Texts texts_;
};

}  // namespace gatehouse::prompt
