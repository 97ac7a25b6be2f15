// Whether a prompt is an attack: a sum of signals, each with its weight. Rules over every reading of the prompt
// (layers.h, families.h), its wording (model.h), its spelling (normalise.h). What weighs 1 together is refused, as the
// thresholds come. In a prompt that is crowded with words of rules only the first readings are searched; what is left
// unread counts as an attack. Shown by balanced_test.cc, tests/inspect/test_prompts.py; doc/inspection_rates.md
// has its rates.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "gate/inspect/prompt/forbidden.h"
#include "gate/inspect/prompt/layers.h"
#include "gate/inspect/prompt/matcher.h"
#include "gate/inspect/prompt/quotation.h"
#include "gate/inspect/prompt/route_rule.h"

namespace gatehouse::prompt {

// A prompt is crowded if a reading is full of leads of rules (matcher.h); if all hold many, 250 and one in 125 bytes,
// or four times as many joins behind values (marks.h); or if what was looked through around leads is three times as
// much as the readings. The densest honest prompt of 22,000 has one lead in 151 bytes, and 2.2 times its bytes around
// them. Then its first reading is searched, and further ones as long as all together have no more bytes than this: each
// costs as much as the first.
inline constexpr size_t kMaxReadIfCrowded = 48 << 10;

// One signal of a prompt.
struct Weighed {
  Signal signal = Signal::kOverride;
  float weight = 0;            // above 0: speaks against the prompt
  const Rule* rule = nullptr;  // the heaviest of its family that was met; null where the signal is of no rule
};

struct Verdict {
  gate::Reason reason = gate::Reason::kAllowed;  // why it is refused, if its score is too high: of what weighs most
  float score = 0;                               // from 0 to 1
  Place place = Place::kPrompt;                  // what it was judged as
  std::array<Weighed, kSignalCount> signals{};
  size_t count = 0;
  bool asks_about_quotation = false;  // family_quotation.cc
  bool obeys_quotation = false;       // the quotation is to be done, by the rule in family_quotation.cc
  bool disguised = false;             // an attack was found in a decoded reading
  bool unread = false;                // a reading was not searched: it is taken for an attack, and for a secret
  size_t outside = 0;  // bytes of Workspace::outside that were judged instead of the prompt; 0: the prompt was

  [[nodiscard]] std::span<const Weighed> Signals() const { return {signals.data(), count}; }
};

// What a judgement works in: one a thread.
struct Workspace {
  MatchState match;
  Layers layers;
  // A prompt without its quotations, without an order that it names, or without what it forbids.
  std::array<char, std::max(kMaxAskedAbout, kMaxForbidding)> outside{};
};

// Immutable; threads share it. Making one takes as long as its expressions take to compile, or to be read from the
// folder `cache` where they were compiled before.
class Balanced {
 public:
  [[nodiscard]] static base::Result<Balanced> Make(const std::string& cache);
  [[nodiscard]] base::Result<std::unique_ptr<Workspace>> Fit() const;

  // kPromptEmpty and kPromptTooLong as in strict.h, with a score of 1. Allocates nothing.
  [[nodiscard]] Verdict Judge(std::string_view prompt, Workspace& workspace, Place place = Place::kPrompt) const;

 private:
  // Undone: if the readings name a cipher, or have words in one, the prompt's readings without it are weighed, too.
  enum class Ciphers : uint8_t { kLeft, kUndone };
  [[nodiscard]] Verdict Weigh(std::span<const Layer> layers, Ciphers ciphers, Place place, Workspace& workspace) const;
  [[nodiscard]] std::optional<Verdict> JudgeQuestion(std::string_view text, const Verdict& said,
                                                     Workspace& workspace) const;
  [[nodiscard]] std::optional<Verdict> JudgeForbidding(std::string_view text, const Verdict& said,
                                                       Workspace& workspace) const;
  // Of the first `size` bytes of Workspace::outside, with the secrets of the whole prompt.
  [[nodiscard]] Verdict WeighOutside(size_t size, const Verdict& whole, Workspace& workspace) const;
  explicit Balanced(Matcher matcher);
  Matcher matcher_;
  std::array<float, kMaxRules> shares_{};  // of each rule's weight, that counts in instructions
};

}  // namespace gatehouse::prompt
