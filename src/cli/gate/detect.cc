// gatehouse detect replay|rules: shows the detection rules, or applies them to an old event log.
#include <fmt/format.h>

#include <filesystem>
#include <map>

#include "base/counted.h"
#include "cli/commands.h"
#include "cli/gate/detection_rules.h"
#include "cli/gate/policy_file.h"
#include "detect/engine.h"
#include "events/reader.h"
#include "policy_file/load.h"

namespace gatehouse::cli {
namespace {

struct DetectOptions {
  std::string policy = kDefaultPolicy;
  std::string rules;
  std::vector<std::string> files;
  Format format = Format::kText;
};

// The rules from --rules, else those of the policy, else the built-in rules. The policy file may be missing.
std::expected<RulesText, std::vector<base::Error>> RulesFor(const DetectOptions& options) {
  if (!options.rules.empty()) return ReadRulesText(options.rules);
  std::error_code error;
  if (options.policy == kDefaultPolicy && !std::filesystem::exists(options.policy, error)) return BuiltInRules();
  const auto policy = policy_file::LoadWithoutKeys(options.policy);
  if (!policy) return std::unexpected(policy.error());
  return RulesOf(*policy);
}

std::string Answer(const detect::Finding& finding) {
  if (finding.action != detect::Action::kBlock) return finding.observed ? "report (observed)" : "report";
  return fmt::format("block for {}", detect::InWords(*finding.block_for));
}

struct Tally {
  uint64_t lines = 0;
  uint64_t events = 0;
  uint64_t unreadable = 0;
  uint64_t unknown = 0;
  uint64_t blocks = 0;
  std::map<std::string, uint64_t> findings;  // key: the rule
};

void Show(const detect::Finding& finding, const std::string& file, Format format) {
  if (format == Format::kText) {
    Print(fmt::format("{}  {:<8}  {:<28}  {:<40}  {}; {}", TimeText(finding.time), gate::Name(finding.severity),
                      finding.rule, Visible(finding.subject.Text()), Visible(finding.sentence), Answer(finding)));
    return;
  }
  Value evidence = EmptyList();
  for (const detect::Evidence& one : finding.evidence) evidence.Add(one.position.offset);
  PrintJson(Object({{"time", TimeText(finding.time)},
                    {"rule", finding.rule},
                    {"severity", gate::Name(finding.severity)},
                    {"subject_kind", detect::Name(finding.subject.kind)},
                    {"subject", finding.subject.name},
                    {"issuer", finding.subject.issuer},
                    {"sentence", finding.sentence},
                    {"events", finding.events},
                    {"action", detect::Name(finding.action)},
                    {"block_for", finding.block_for ? Value(finding.block_for->count()) : Value()},
                    {"observed", finding.observed},
                    {"file", file},
                    {"offsets", std::move(evidence)}}));
}

base::Result<> ReplayFile(const std::string& file, detect::Engine& engine, Tally& tally, Format format) {
  auto reader = events::Reader::Open(file);
  if (!reader) return std::unexpected(reader.error());
  events::LineParser parser;
  std::vector<detect::Finding> found;
  for (;;) {
    const uint64_t offset = reader->offset();
    const auto line = reader->Next();
    if (!line) return std::unexpected(line.error());
    if (!line->has_value()) return {};
    ++tally.lines;
    const auto event =
        (*line)->too_long ? std::unexpected(events::LineFault::kUnreadable) : parser.Parse((*line)->text);
    if (!event) {
      ++(event.error() == events::LineFault::kUnreadable ? tally.unreadable : tally.unknown);
      continue;
    }
    tally.events += event->count;
    engine.Take(*event, (*line)->text, {.file = 0, .offset = offset}, found);
    for (const detect::Finding& finding : found) {
      ++tally.findings[finding.rule];
      if (finding.action == detect::Action::kBlock) ++tally.blocks;
      Show(finding, file, format);
    }
    found.clear();
  }
}

void Summarise(const Tally& tally) {
  uint64_t findings = 0;
  for (const auto& [rule, count] : tally.findings) findings += count;
  Say(fmt::format("{} in {}: {}, {}.", base::Counted(tally.events, "event"), base::Counted(tally.lines, "line"),
                  base::Counted(findings, "finding"), base::Counted(tally.blocks, "block")));
  for (const auto& [rule, count] : tally.findings) Say(fmt::format("  {:<28}  {}", rule, count));
  if (tally.unreadable > 0) Say(base::Counted(tally.unreadable, "line") + " could not be read.");
  if (tally.unknown > 0)
    Say(base::Counted(tally.unknown, "line is of a type", "lines are of types") + " that this version does not know.");
}

Outcome Replay(const DetectOptions& options) {
  auto rules = RulesFor(options);
  if (!rules) return std::unexpected(rules.error());
  detect::Engine engine(std::move(rules->rules));
  Tally tally;
  for (const std::string& file : options.files) {
    if (auto done = ReplayFile(file, engine, tally, options.format); !done) return std::unexpected(done.error());
  }
  Summarise(tally);
  return ExitCode::kFine;
}

template <typename T, typename NameOf>
Value Names(const std::vector<T>& values, NameOf name_of) {
  Value names = EmptyList();
  for (const T& value : values) names.Add(name_of(value));
  return names;
}

Outcome ShowRules(const DetectOptions& options) {
  const auto rules = RulesFor(options);
  if (!rules) return std::unexpected(rules.error());
  if (options.format == Format::kText) {
    PrintText(rules->text);
    return ExitCode::kFine;
  }
  for (const detect::Rule& rule : rules->rules) {
    PrintJson(Object(
        {{"name", rule.name},
         {"what", rule.what},
         {"events", Names(rule.events, [](events::EventType type) { return events::Describe(type).name; })},
         {"reasons", Names(rule.reasons, [](gate::Reason reason) { return gate::Describe(reason).name; })},
         {"per", detect::Name(rule.per)},
         {"count", detect::Name(rule.counted)},
         {"at_least", rule.at_least},
         {"within", rule.within.count()},
         {"made_good_by", Names(rule.made_good_by, [](events::EventType type) { return events::Describe(type).name; })},
         {"despite_wait", rule.despite_wait.count()},
         {"times_usual", rule.times_usual},
         {"severity", gate::Name(rule.severity)},
         {"mode", rule.enforce ? "enforce" : "report"},
         {"block_for", rule.block_for ? Value(rule.block_for->count()) : Value()},
         {"quiet", rule.quiet.count()}}));
  }
  return ExitCode::kFine;
}

std::vector<Option> RuleOptions(DetectOptions& options) {
  return {Text("--rules", options.rules, "FILE", "These rules, instead of the policy's"), PolicyOption(options.policy),
          FormatOption(options.format)};
}

}  // namespace

Command DetectGroup() {
  return {.help = "Print the rules that find attacks, or try them on an old log",
          .examples = {"gatehouse detect rules > detection.yaml", "gatehouse detect replay events.jsonl"}};
}

Command DetectReplayCommand() {
  auto options = std::make_shared<DetectOptions>();
  return {.help = "Show what the rules would find in an old log; blocks nothing",
          .positionals = {Required(Texts("FILE", options->files, "FILE", "Files of one event log, the oldest first"))},
          .options = RuleOptions(*options),
          .examples = {"gatehouse detect replay run/events.jsonl",
                       "gatehouse detect replay events.jsonl.2 events.jsonl.1 events.jsonl --rules detection.yaml"},
          .action = Runs(options, Replay)};
}

Command DetectRulesCommand() {
  auto options = std::make_shared<DetectOptions>();
  return {.help = "Print the rules in force as YAML; in JSON one object per line",
          .options = RuleOptions(*options),
          .examples = {"gatehouse detect rules", "gatehouse detect rules --rules detection.yaml --format json"},
          .action = Runs(options, ShowRules)};
}

}  // namespace gatehouse::cli
