#include "gate/inspect/prompt/balanced.h"

#include <algorithm>
#include <utility>

#include "gate/inspect/prompt/families.h"
#include "gate/inspect/prompt/instructions.h"
#include "gate/inspect/prompt/marks.h"
#include "gate/inspect/prompt/model.h"
#include "gate/inspect/prompt/named_order.h"
#include "gate/inspect/prompt/quotation_frame.h"
#include "gate/inspect/prompt/strict.h"

namespace gatehouse::prompt {
namespace {

constexpr float kSumForOne = 2;                  // a sum of 1 is a score of one half
constexpr float kUnread = 2 * kSumForOne;        // a score of one, whatever the wording takes back
constexpr float kOfTags = 1.6F;                  // of tag characters: refused whatever the wording takes back
constexpr float kLeastInOtherLanguages = -0.2F;  // of the wording, where a rule for another language was met
constexpr size_t kFewestLeadsIfCrowded = 250;
constexpr size_t kBytesPerLeadIfCrowded = 125;
constexpr size_t kTimesAroundIfCrowded = 3;  // what was looked through around leads, to the readings themselves
constexpr size_t kMatchesPerLead = 64;       // as long as one lead take so many matches around others
constexpr size_t kJoinsPerLead = 4;          // joins behind values (marks.h) take a quarter of a lead's time
constexpr float kNothingFound = 0.25F;       // below this score a quotation need not be left out
constexpr size_t kFewForbidding = 2;         // clauses that forbid or report something, in the instructions of a bot
constexpr size_t kLong = 2500;               // bytes, from which on wording alone does not carry a verdict
constexpr float kMostOfLong = 0.1F;  // that wording weighs then: the model has seen few long prompts that are honest
constexpr float kShareOfFurther = 0.35F;  // of their weight, that further rules of a family add to its heaviest

// What the rules of one family weigh.
struct FamilySum {
  float heaviest = 0;
  float all = 0;
  const Rule* rule = nullptr;
  bool met = false;

  // `share`: of the rule's weight.
  void Add(const Rule& of, float share = 1) {
    if (share == 0) return;
    const float weight = of.weight * share;
    all += weight;
    if (of.weight < 0) return;  // speaks for the prompt: it only takes from what others weigh
    met = true;
    if (rule != nullptr && weight <= heaviest) return;
    heaviest = weight;
    rule = &of;
  }
  [[nodiscard]] float Weight() const { return heaviest + kShareOfFurther * (all - heaviest); }
};

using FamilySums = std::array<FamilySum, kSignalCount>;

// How a text is spelled that has something to hide.
float WeightOfSpelling(const Oddities& odd) {
  constexpr uint32_t kFewTags = 4;
  constexpr uint32_t kFewMixedWords = 3;
  constexpr uint32_t kFewInvisible = 6;
  constexpr uint32_t kFewMarks = 24;
  float weight = 0;
  if (odd.tags >= kFewTags) weight += kOfTags;
  if (odd.mixed_words >= kFewMixedWords) weight += kMedium;
  if (odd.invisible >= kFewInvisible) weight += kMedium;
  if (odd.stacked_marks >= kFewMarks) weight += kMedium;
  return weight;
}

// Signals of one kind of attack add up; those of different kinds do not. A long text meets a little of everything.
class Adder {
 public:
  explicit Adder(Verdict& verdict) : verdict_(verdict) {}

  void Add(Signal signal, float weight, const Rule* rule) {
    verdict_.signals[verdict_.count++] = {signal, weight, rule};
    sums_[static_cast<size_t>(KindOf(signal))] += weight;
  }

  [[nodiscard]] float Score() const { return std::clamp(*std::ranges::max_element(sums_) / kSumForOne, 0.0F, 1.0F); }

  // The same as Add; if the signal is there, it weighs more.
  void Raise(Signal signal, float weight) {
    Weighed* const end = verdict_.signals.data() + verdict_.count;
    Weighed* const there =
        std::find_if(verdict_.signals.data(), end, [&](const Weighed& w) { return w.signal == signal; });
    if (there == end) return Add(signal, weight, nullptr);
    there->weight += weight;
    sums_[static_cast<size_t>(KindOf(signal))] += weight;
  }

  void Finish() {
    const auto end = verdict_.signals.begin() + static_cast<std::ptrdiff_t>(verdict_.count);
    std::ranges::sort(verdict_.signals.begin(), end, std::greater<>(), &Weighed::weight);
    const auto largest = std::ranges::max_element(sums_);
    verdict_.score = Score();
    if (*largest > 0) verdict_.reason = kReasons[static_cast<size_t>(largest - sums_.begin())];
  }

 private:
  enum class Kind : uint8_t { kInjection, kMarkup, kSql };
  static constexpr std::array kReasons = {gate::Reason::kPromptInjection, gate::Reason::kPromptMarkup,
                                          gate::Reason::kPromptSql};
  static Kind KindOf(Signal signal) {
    if (signal == Signal::kMarkup) return Kind::kMarkup;
    return signal == Signal::kSql ? Kind::kSql : Kind::kInjection;
  }

  Verdict& verdict_;
  std::array<float, kReasons.size()> sums_{};
};

}  // namespace

Balanced::Balanced(Matcher matcher) : matcher_(std::move(matcher)) {
  std::ranges::transform(matcher_.entries(), shares_.begin(), [](const Matcher::Entry& entry) {
    return ShareInInstructions(entry.signal, entry.rule->name);
  });
}

base::Result<Balanced> Balanced::Make(const std::string& cache) {
  auto matcher = Matcher::Make(AllFamilies(), cache);
  if (!matcher) return std::unexpected(matcher.error());
  return Balanced(std::move(*matcher));
}

base::Result<std::unique_ptr<Workspace>> Balanced::Fit() const {
  auto match = matcher_.Fit();
  if (!match) return std::unexpected(match.error());
  return std::make_unique<Workspace>(std::move(*match));
}

Verdict Balanced::Judge(std::string_view prompt, Workspace& workspace, Place place) const {
  Verdict verdict{.place = place};
  if (const gate::Reason length = CheckLength(prompt); length != gate::Reason::kAllowed) {
    verdict.reason = length;
    verdict.score = 1;
    return verdict;
  }
  const auto layers = workspace.layers.Of(prompt);
  const Verdict said = Weigh(layers, Ciphers::kUndone, place, workspace);
  const std::string_view text = layers.front().text;
  if (said.asks_about_quotation || (said.score >= kNothingFound && !said.disguised)) {
    if (const auto asked = JudgeQuestion(text, said, workspace)) return *asked;
  }
  if (said.score < kNothingFound || said.disguised) return said;
  if (const auto forbidding = JudgeForbidding(text, said, workspace)) return *forbidding;
  if (text.size() > kMostNaming) return said;
  const size_t size = LeaveOutNamedOrder(text, workspace.outside);
  return size == text.size() ? said : WeighOutside(size, said, workspace);
}

// Of what stands outside of the quotations, if the prompt asks about them.
std::optional<Verdict> Balanced::JudgeQuestion(std::string_view text, const Verdict& said, Workspace& workspace) const {
  if (text.size() > kMaxAskedAbout) return std::nullopt;
  const size_t size = LeaveOutQuotations(text, workspace.outside);
  if (size == text.size()) return std::nullopt;
  if (!said.asks_about_quotation && !AsksAboutQuotation({workspace.outside.data(), size})) return std::nullopt;
  const Verdict asked = WeighOutside(size, said, workspace);
  return asked.obeys_quotation ? std::nullopt : std::optional(asked);
}

// Of the instructions of a bot, without what they forbid and what they report of others: that somebody drops the
// instructions or asks for them. Code is neither.
std::optional<Verdict> Balanced::JudgeForbidding(std::string_view text, const Verdict& said,
                                                 Workspace& workspace) const {
  constexpr std::array kInstructions = {Signal::kOverride, Signal::kExtraction, Signal::kForeign};
  constexpr std::array kCode = {Signal::kMarkup, Signal::kSql};
  const auto holds = [&](const auto& some) {
    return std::ranges::find_first_of(said.Signals(), some, {}, &Weighed::signal) != said.Signals().end();
  };
  const bool instructs = said.place == Place::kInstructions || holds(kInstructions);
  if (text.size() > kMaxForbidding || !instructs || holds(kCode)) return std::nullopt;
  const LeftOut left = LeaveOutForbidden(text, workspace.outside);
  if (left.clauses < kFewForbidding) return std::nullopt;
  const Verdict rest = WeighOutside(left.size, said, workspace);
  return rest.score < said.score ? std::optional(rest) : std::nullopt;
}

Verdict Balanced::WeighOutside(size_t size, const Verdict& whole, Workspace& workspace) const {
  const Layer outside{.text = {workspace.outside.data(), size}};
  Verdict verdict = Weigh({&outside, 1}, Ciphers::kLeft, whole.place, workspace);
  verdict.outside = size;
  // A secret is one, quoted or not.
  for (const Weighed& each : whole.Signals()) {
    const bool secret = each.signal == Signal::kSecret || each.signal == Signal::kPersonal;
    if (secret && std::ranges::find(verdict.Signals(), each.signal, &Weighed::signal) == verdict.Signals().end())
      verdict.signals[verdict.count++] = each;
  }
  return verdict;
}

Verdict Balanced::Weigh(std::span<const Layer> layers, Ciphers ciphers, Place place, Workspace& workspace) const {
  Verdict verdict{.place = place};
  FamilySums sums;
  FamilySums milder;  // what the same rules count in instructions
  std::array<bool, kMaxRules> met{};
  float hidden = 0;
  bool full = false;
  size_t leads = 0;
  size_t joins = 0;
  size_t around = 0;
  size_t read = 0;
  bool names_cipher = false;
  for (size_t i = 0; i < layers.size(); ++i) {
    const Layer& layer = layers[i];
    const bool crowded =
        full || around > kTimesAroundIfCrowded * read ||
        leads + joins / kJoinsPerLead >= std::max(kFewestLeadsIfCrowded, read / kBytesPerLeadIfCrowded);
    read += layer.text.size();
    verdict.unread = verdict.unread || (crowded && read > kMaxReadIfCrowded);
    if (verdict.unread) break;
    float in_layer = 0;
    for (const uint16_t number :
         matcher_.Scan(layer.text, layer.respelled ? ReadBy::kPeople : ReadBy::kAnyone, workspace.match, met)) {
      if (std::exchange(met[number], true)) continue;
      const Matcher::Entry& entry = matcher_.entries()[number];
      if (entry.signal == Signal::kSpelling) {
        names_cipher = true;
        continue;
      }
      sums[static_cast<size_t>(entry.signal)].Add(*entry.rule);
      if (place == Place::kInstructions) milder[static_cast<size_t>(entry.signal)].Add(*entry.rule, shares_[number]);
      in_layer += entry.rule->weight;
    }
    if (layer.hidden) hidden = std::max(hidden, in_layer);
    verdict.unread = workspace.match.matches == kMaxMatches;
    full = full || workspace.match.full;
    leads += workspace.match.leads + workspace.match.matches / kMatchesPerLead;
    around += workspace.match.around;
    const bool last = i + 1 == layers.size();
    if (last && names_cipher && std::exchange(ciphers, Ciphers::kLeft) == Ciphers::kUndone)
      layers = workspace.layers.ReadCiphers();
    const bool may_end_here = i + 1 < layers.size() && read + layers[i + 1].text.size() > kMaxReadIfCrowded;
    if (may_end_here) joins += CountJoins(layer.text);
  }

  verdict.disguised = hidden >= kMedium || verdict.unread;
  const float spelling = WeightOfSpelling(workspace.layers.oddities());
  // Instructions that are disguised are judged as a prompt: who builds a bot has no reason to hide what it is.
  const bool instructs = place == Place::kInstructions && !verdict.disguised && spelling == 0;
  if (instructs) sums = milder;
  Adder adder(verdict);
  for (size_t i = 0; i < kSignalCount; ++i) {
    if (sums[i].met && static_cast<Signal>(i) != Signal::kWording)
      adder.Add(static_cast<Signal>(i), sums[i].Weight(), sums[i].rule);
  }
  if (spelling > 0) adder.Add(Signal::kSpelling, spelling, nullptr);
  // The model has read few attacks in other languages and much that is honest: it must not take back what a rule found.
  float wording = WeightOfWording(layers.front().text);
  if (sums[static_cast<size_t>(Signal::kForeign)].met) wording = std::max(wording, kLeastInOtherLanguages);
  if (layers.front().text.size() > kLong) wording = std::min(wording, kMostOfLong);
  if (instructs) wording *= kShareOfWording;
  // Most instructions are worded so that it speaks for them. That takes nothing back from what is disguised.
  if (place == Place::kInstructions && !instructs) wording = std::max(wording, 0.0F);
  const FamilySum& quotation = sums[static_cast<size_t>(Signal::kWording)];
  if (wording != 0) adder.Add(Signal::kWording, wording, quotation.rule);
  // What was disguised and is an attack once the disguise is off was meant as one.
  if (hidden >= kMedium && !sums[static_cast<size_t>(Signal::kHidden)].met)
    adder.Add(Signal::kHidden, kMedium, nullptr);
  if (verdict.unread && adder.Score() < 1) adder.Raise(Signal::kHidden, kUnread);
  adder.Finish();
  verdict.obeys_quotation = quotation.all > 0;
  verdict.asks_about_quotation = quotation.met && !verdict.obeys_quotation && !verdict.disguised;
  return verdict;
}

}  // namespace gatehouse::prompt
