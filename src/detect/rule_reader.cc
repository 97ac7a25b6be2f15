#include "detect/rule_reader.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/file.h"
#include "base/nearest.h"
#include "detect/default_rules.h"
#include "gate/request/severity_word.h"
#include "yaml/problems.h"
#include "yaml/quantity.h"
#include "yaml/text_node.h"

namespace gatehouse::detect {
namespace {

using yaml::Problems;
using yaml::Quoted;
using yaml::TextMember;
using yaml::TextNode;

constexpr std::string_view kForm = "write rules: with a list below it";
constexpr yaml::FileKind kRulesText = {.name = "file of rules", .start = kForm, .form = kForm};
constexpr size_t kMaxNameBytes = 64;
constexpr size_t kMaxWhatBytes = 120;
constexpr std::array<std::string_view, 15> kKeys = {"name",  "what",      "events", "reasons",      "per",
                                                    "count", "at_least",  "within", "times_usual",  "severity",
                                                    "mode",  "block_for", "quiet",  "made_good_by", "despite_wait"};
constexpr uint64_t kMostTimes = 1'000'000;
constexpr uint64_t kMostUsualEvents = 1'000'000'000;

bool IsRuleName(std::string_view name) {
  return !name.empty() && name.size() <= kMaxNameBytes &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

std::string DidYouMean(std::string_view typed, const std::vector<std::string_view>& known) {
  const std::string_view near = base::Nearest(typed, known);
  if (!near.empty()) return "did you mean " + Quoted(near) + "?";
  return known.size() <= 16 ? "write " + base::Alternatives(known) : "'gatehouse detect rules' shows how rules look";
}

class Reading {
 public:
  Reading(Problems& problems, const TextNode& node) : problems_(problems), node_(node) {}

  std::optional<Rule> Read() {
    if (node_.kind != TextNode::Kind::kMap) {
      problems_.Add(node_.place, "A rule is a mapping", "write - name: …");
      return std::nullopt;
    }
    for (const TextMember& member : node_.members) {
      if (std::ranges::find(kKeys, member.name) != kKeys.end()) continue;
      problems_.Add(member.place, "A rule has no key " + Quoted(member.name),
                    DidYouMean(member.name, {kKeys.begin(), kKeys.end()}));
      sound_ = false;
    }
    ReadWords();
    ReadEvents();
    ReadNumbers();
    ReadAnswer();
    if (sound_) CheckSense();
    return sound_ ? std::optional(std::move(rule_)) : std::nullopt;
  }

 private:
  void Fault(const yaml::Place& place, std::string what, std::string fix = {}) {
    problems_.Add(place, std::move(what), std::move(fix));
    sound_ = false;
  }
  const TextNode* Scalar(std::string_view name) {
    const TextNode* node = node_.Get(name);
    if (node == nullptr) {
      if (node_.Has(name)) sound_ = false;
      return nullptr;
    }
    if (node->kind == TextNode::Kind::kScalar) return node;
    Fault(node->place, Quoted(name) + " is one word or number");
    return nullptr;
  }
  // The index of what is written among `words`.
  std::optional<size_t> Word(std::string_view name, const std::vector<std::string_view>& words) {
    const TextNode* node = Scalar(name);
    if (node == nullptr) return std::nullopt;
    const auto at = std::ranges::find(words, node->text);
    if (at != words.end()) return static_cast<size_t>(at - words.begin());
    Fault(node->place, Quoted(node->text) + " is not a value of " + Quoted(name), DidYouMean(node->text, words));
    return std::nullopt;
  }
  std::optional<std::chrono::seconds> Duration(std::string_view name, std::chrono::seconds most) {
    const TextNode* node = Scalar(name);
    if (node == nullptr) return std::nullopt;
    const auto value = yaml::ParseDuration(node->text);
    if (value && *value > std::chrono::seconds(0) && *value <= most) return value;
    Fault(node->place, Quoted(node->text) + " is not a duration for " + Quoted(name),
          "write 1s to " + std::to_string(most.count()) + "s, or a number with m, h or d");
    return std::nullopt;
  }
  std::optional<uint64_t> Number(std::string_view name, uint64_t least, uint64_t most) {
    const TextNode* node = Scalar(name);
    if (node == nullptr) return std::nullopt;
    const auto value = yaml::ParseInteger(node->text);
    if (value && *value >= static_cast<int64_t>(least) && *value <= static_cast<int64_t>(most)) {
      return static_cast<uint64_t>(*value);
    }
    Fault(node->place, Quoted(node->text) + " is not a number for " + Quoted(name),
          "write " + std::to_string(least) + " to " + std::to_string(most));
    return std::nullopt;
  }

  void ReadWords() {
    const TextNode* name = Scalar("name");
    if (name == nullptr) {
      if (sound_) Fault(node_.place, "A rule needs a name", "write name: with small letters, digits and _");
    } else if (!IsRuleName(name->text)) {
      Fault(name->place, Quoted(name->text) + " is not a name of a rule",
            "write small letters, digits and _, at most 64");
    } else {
      rule_.name = name->text;
    }
    const TextNode* what = Scalar("what");
    rule_.what = what == nullptr ? rule_.name : what->text;
    const bool plain = std::ranges::none_of(rule_.what, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    if (what != nullptr && (rule_.what.empty() || rule_.what.size() > kMaxWhatBytes || !plain)) {
      Fault(what->place, "'what' is one line of at most 120 bytes", "write what is counted: failed logins");
    }
    if (const auto per = Word("per", AllPers())) rule_.per = static_cast<Per>(*per);
    if (const auto counted = Word("count", AllCounted())) rule_.counted = static_cast<Counted>(*counted);
    const auto severities = gate::SeverityWords();
    if (const auto severity = Word("severity", {severities.begin(), severities.end()})) {
      rule_.severity = static_cast<gate::Severity>(*severity);
    }
  }

  void ReadEvents() {
    static const auto kTypes = [] {
      std::vector<std::string_view> names;
      for (const auto& info : events::AllEventTypes()) names.push_back(info.name);
      return names;
    }();
    static const auto kReasons = [] {
      std::vector<std::string_view> names;
      for (const auto& info : gate::AllReasons()) names.push_back(info.name);
      return names;
    }();
    for (const size_t at : Names("events", kTypes)) rule_.events.push_back(static_cast<events::EventType>(at));
    for (const size_t at : Names("reasons", kReasons)) {
      const auto reason = static_cast<gate::Reason>(at);
      if (reason != gate::Reason::kAllowed) rule_.reasons.push_back(reason);
    }
    for (const size_t at : Names("made_good_by", kTypes)) {
      rule_.made_good_by.push_back(static_cast<events::EventType>(at));
    }
    if (sound_ && rule_.events.empty() && rule_.reasons.empty()) {
      Fault(node_.place, "The rule looks at no event", "write events: [login_failed] or reasons: [token_signature]");
    }
  }
  std::vector<size_t> Names(std::string_view key, const std::vector<std::string_view>& known) {
    std::vector<size_t> found;
    const TextNode* node = node_.Get(key);
    if (node == nullptr) return found;
    if (node->kind == TextNode::Kind::kMap) Fault(node->place, Quoted(key) + " is a list of names");
    for (const TextNode& item : node->items) {
      if (item.kind != TextNode::Kind::kScalar) Fault(item.place, Quoted(key) + " is a list of names");
    }
    for (const TextNode* name : node->Scalars()) {
      const auto at = std::ranges::find(known, name->text);
      if (at == known.end()) {
        Fault(name->place, Quoted(name->text) + " is not one of the " + std::string(key),
              DidYouMean(name->text, known));
      } else {
        found.push_back(static_cast<size_t>(at - known.begin()));
      }
    }
    return found;
  }

  void ReadNumbers() {
    rule_.times_usual = Number("times_usual", 2, kMostTimes);
    const uint64_t most = node_.Has("times_usual") ? kMostUsualEvents : kMostCounted;
    rule_.at_least = Number("at_least", 1, most).value_or(1);
    rule_.within = Duration("within", kLongestWindow).value_or(std::chrono::seconds(0));
    rule_.despite_wait = Duration("despite_wait", kLongestWindow).value_or(std::chrono::seconds(0));
  }

  void ReadAnswer() {
    rule_.enforce = Word("mode", {"report", "enforce"}).value_or(0) == 1;
    rule_.block_for = Duration("block_for", kLongestBlock);
    rule_.quiet = Duration("quiet", kLongestWindow).value_or(std::chrono::seconds(0));
  }

  void CheckSense() {
    const auto at = [&](std::string_view name) { return node_.PlaceOf(name); };
    const bool windowed = rule_.at_least > 1 || rule_.times_usual || rule_.counted != Counted::kEvents;
    if (windowed && rule_.within.count() == 0)
      Fault(node_.place, "The rule counts, but not within which time", "write within: 5m");
    if (!windowed && rule_.within.count() > 0) {
      Fault(at("within"), "'within' means nothing where one event is enough", "write at_least, or leave 'within' out");
    }
    if (rule_.counted != Counted::kEvents && rule_.at_least < 2) {
      Fault(at("count"), "One of these is always there", "write at_least: 2 or more");
    }
    if (rule_.times_usual && (!rule_.made_good_by.empty() || rule_.despite_wait.count() > 0)) {
      Fault(node_.place, "What is usual is known of all events", "leave 'made_good_by' and 'despite_wait' out");
    }
    if (!rule_.made_good_by.empty() && !windowed) {
      Fault(at("made_good_by"), "One event is enough for the rule, so that none can be made good",
            "write at_least: 2 or more");
    }
    if (rule_.times_usual && rule_.counted != Counted::kEvents) {
      Fault(at("count"), "'times_usual' works for events only", "leave 'count' out");
    }
    if (rule_.enforce && !rule_.block_for) {
      Fault(at("mode"), "The rule enforces, but not for how long", "write block_for: 1h");
    }
    if (rule_.enforce && rule_.per == Per::kGate) {
      Fault(at("per"), "The gate itself cannot be blocked", "write mode: report, or count per address or caller");
    }
  }

  Problems& problems_;
  const TextNode& node_;
  Rule rule_;
  bool sound_ = true;
};

void ReadAll(const TextNode& root, Problems& problems, std::vector<Rule>& rules) {
  for (const TextMember& member : root.members) {
    if (member.name == "rules") continue;
    problems.Add(member.place, "There is no key " + Quoted(member.name) + " here", "write rules: with a list below it");
  }
  const TextNode* list = root.Get("rules");
  if (list == nullptr || list->kind != TextNode::Kind::kList) {
    if (list != nullptr || !root.Has("rules")) {
      problems.Add(list == nullptr ? root.place : list->place, "There is no list of rules",
                   "write rules: with a list below it; an empty one is []");
    }
    return;
  }
  if (list->items.size() > kMostRules) {
    problems.Add(list->place, "There are more than " + std::to_string(kMostRules) + " rules");
    return;
  }
  for (const TextNode& item : list->items) {
    auto rule = Reading(problems, item).Read();
    if (!rule) continue;
    if (std::ranges::find(rules, rule->name, &Rule::name) != rules.end()) {
      problems.Add(item.place, "There are two rules " + Quoted(rule->name), "rename one of them");
    }
    rules.push_back(std::move(*rule));
  }
}

}  // namespace

std::expected<std::vector<Rule>, std::vector<base::Error>> ReadRules(std::string_view text, const std::string& origin) {
  Problems problems(origin);
  std::vector<Rule> rules;
  if (const auto root = yaml::ReadText(text, kRulesText, problems)) ReadAll(*root, problems, rules);
  if (!problems.empty()) return std::unexpected(problems.Take());
  return rules;
}

base::Result<std::vector<Rule>> LoadRules(const std::string& path) {
  if (path.empty()) return DefaultRules();
  const auto text = base::ReadFile(path);
  if (!text) return std::unexpected(text.error());
  auto rules = ReadRules(*text, path);
  if (!rules) return std::unexpected(rules.error().front());
  return *std::move(rules);
}

}  // namespace gatehouse::detect
