// gatehouse incident: people take incidents, which detection opens, through their stages. The daemon stores them.
// Every step is recorded with the name of the account that ran the command.
#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "base/counted.h"
#include "cli/command/arguments.h"
#include "cli/commands.h"
#include "cli/control/client.h"
#include "cli/registry/registry.h"
#include "gate/request/severity_word.h"
#include "system/new_file.h"

namespace gatehouse::cli {
namespace {

constexpr int kMostIncidents = 999'999'999;
constexpr mode_t kReportMode = 0600;  // the report names attackers and methods

struct IncidentOptions {
  GateOptions gate;
  int id = 0;
  bool all = false;
  std::string text;
  std::optional<gate::Severity> severity;
  std::optional<std::chrono::seconds> duration;
  bool no_block = false;
  bool unblock = false;
  std::string out;
  Format format = Format::kText;
};

base::Result<int> ParseId(std::string_view text) { return ParseNumber(text, 1, kMostIncidents); }

// The user who gives the command; with sudo, the original user. The admin socket accepts only root and the
// daemon's own user.
std::string Who() {
  const char* behind = ::getuid() == 0 ? std::getenv("SUDO_USER") : nullptr;
  if (behind != nullptr && *behind != '\0') return behind;
  const passwd* account = ::getpwuid(::getuid());
  return account == nullptr ? fmt::format("uid {}", ::getuid()) : account->pw_name;
}

uint64_t CountOf(const Value& incident, std::string_view name) {
  const Value* const count = incident.Find(name);
  return count == nullptr ? 0 : static_cast<uint64_t>(std::max<int64_t>(0, count->AsInteger().value_or(0)));
}

// "address 192.0.2.1", and how many others there are.
std::string About(const Value& incident) {
  const uint64_t subjects = CountOf(incident, "subjects");
  return Visible(incident.TextOf("about")) + (subjects > 1 ? fmt::format(" and {} more", subjects - 1) : "");
}

void PrintIncident(const Value& incident) {
  Print(fmt::format("{:<6}{:<15}{:<10}{:<22}{:<14}{}: {}", incident.TextOf("id"), incident.TextOf("stage"),
                    incident.TextOf("severity"), incident.TextOf("last_finding"),
                    base::Counted(CountOf(incident, "findings"), "finding"), About(incident),
                    Visible(incident.TextOf("sentence"))));
}

Outcome List(const IncidentOptions& options) {
  const auto answer = Ask(options.gate, {.call = AdminCall::kListIncidents, .query = options.all ? "all=yes" : ""});
  if (!answer) return std::unexpected(answer.error());
  return ShowItems(*answer, options.format, PrintIncident,
                   options.all ? "There is no incident." : "There is no open incident.");
}

void PrintHistory(const Value& entry) {
  Print(fmt::format("  {}  {:<9} {:<8} {}", entry.TextOf("at"), Visible(entry.TextOf("who")), entry.TextOf("kind"),
                    Visible(entry.TextOf("text"))));
}

void PrintEvent(const Value& event) {
  if (!event.IsObject()) return Print("  " + Visible(event.Json(/*ascii=*/false)));
  std::string line = fmt::format("  {}  {:<9}{}", event.TextOf("time"), event.TextOf("severity"), event.TextOf("type"));
  for (const char* name : {"reason", "method", "path", "details"}) {
    if (const std::string word = event.TextOf(name); !word.empty()) line += " " + Visible(word);
  }
  for (const char* name : {"address", "principal"}) {
    if (const std::string word = event.TextOf(name); !word.empty()) line += ", " + Visible(word);
  }
  if (const std::string count = event.TextOf("count"); !count.empty()) line += " x" + count;
  if (event.TextOf("mode") == "observed") line += " (only observed)";
  Print(line);
}

void PrintEach(std::string_view title, const Value* list, void (*print)(const Value&)) {
  if (list == nullptr || list->AsList() == nullptr || list->AsList()->empty()) return;
  Print(title);
  for (const Value& item : *list->AsList()) print(item);
}

Outcome Show(const IncidentOptions& options) {
  const auto answer = Ask(options.gate, {.call = AdminCall::kShowIncident, .about = std::to_string(options.id)});
  if (!answer) return std::unexpected(answer.error());
  if (options.format == Format::kJson) {
    PrintJson(*answer);
    return ExitCode::kFine;
  }
  for (const char* name : {"id", "stage", "severity", "rule", "about", "sentence", "opened", "last_finding", "changed",
                           "findings", "subjects", "lessons"}) {
    const std::string text = std::string_view(name) == "about" ? About(*answer) : Visible(answer->TextOf(name));
    if (!text.empty()) Print(fmt::format("{:<14}{}", name, text));
  }
  PrintEach("history", answer->Find("history"), PrintHistory);
  PrintEach("events of who is involved", answer->Find("timeline"), PrintEvent);
  return ExitCode::kFine;
}

Outcome Act(const IncidentOptions& options, std::string_view stage) {
  Value body = Object({{"who", Who()}});
  if (!stage.empty()) body.Set("stage", stage);
  if (options.severity) body.Set("severity", gate::Name(*options.severity));
  if (!options.text.empty()) body.Set("text", options.text);
  if (options.duration) body.Set("for_seconds", options.duration->count());
  if (options.no_block) body.Set("no_block", true);
  if (options.unblock) body.Set("unblock", true);
  const auto answer = Ask(
      options.gate, {.call = AdminCall::kActOnIncident, .about = std::to_string(options.id), .body = std::move(body)});
  if (!answer) return std::unexpected(answer.error());
  const std::string done = answer->TextOf("done");
  ShowDone(*answer, options.format,
           stage.empty()
               ? fmt::format("Incident {} has the note.", options.id)
               : fmt::format("Incident {} is {}, its severity is {}{}{}.", options.id, answer->TextOf("stage"),
                             answer->TextOf("severity"), done.empty() ? "" : ": ", Visible(done)));
  return ExitCode::kFine;
}

Outcome Report(const IncidentOptions& options) {
  if (auto free = CheckNewFile(options.out); !free) return std::unexpected(free.error());
  const bool json = options.format == Format::kJson;
  const auto answer = Ask(options.gate, {.call = json ? AdminCall::kShowIncident : AdminCall::kReportIncident,
                                         .about = std::to_string(options.id)});
  if (!answer) return std::unexpected(answer.error());
  const std::string report = json ? answer->Json(/*ascii=*/false) + "\n" : answer->TextOf("markdown");
  if (options.out.empty()) {
    PrintText(report);
    return ExitCode::kFine;
  }
  if (const auto written = system::WriteNewFile(options.out, report, kReportMode); !written) {
    return std::unexpected(written.error());
  }
  Say(fmt::format("The report on incident {} is in {}.", options.id, Visible(options.out)));
  return ExitCode::kFine;
}

Option IdPositional(IncidentOptions& options) {
  return Required(Parsed("ID", options.id, ParseId, "", "The number of the incident, from 'gatehouse incident list'"));
}

// Describes a command that takes an incident to a stage. `more`: further options.
struct StageWords {
  std::string_view stage;  // empty: add a note
  std::string help;
  std::string text_help;
  std::string example;
  bool needs_text = false;
};

Command StageCommand(StageWords words, const std::function<std::vector<Option>(IncidentOptions&)>& more = {}) {
  auto options = std::make_shared<IncidentOptions>();
  Option text = Text(words.stage.empty()       ? "TEXT"
                     : words.stage == "closed" ? "--lessons"
                                               : "--note",
                     options->text, words.stage.empty() ? "" : "TEXT", words.text_help);
  if (words.needs_text) text = Required(std::move(text));
  Command command{.help = std::move(words.help), .positionals = {IdPositional(*options)}, .examples = {words.example}};
  if (words.stage.empty()) {
    command.positionals.push_back(std::move(text));
  } else {
    command.options.push_back(std::move(text));
  }
  command.options = Joined({command.options,
                            more ? more(*options) : std::vector<Option>{},
                            GateOptionList(options->gate),
                            {FormatOption(options->format)}});
  command.action = Runs(options, [stage = words.stage](const IncidentOptions& given) { return Act(given, stage); });
  return command;
}

std::vector<Option> UnblockOption(IncidentOptions& options) {
  return {Flag("--unblock", options.unblock, "Lift the blocks of its subjects that were made since it was opened")};
}

}  // namespace

Command IncidentGroup() {
  return {.help = "Work on the incidents that detection has opened",
          .examples = {"gatehouse incident list", "gatehouse incident show 3",
                       "gatehouse incident contain 3 --for 24h --note 'token was stolen'",
                       "gatehouse incident close 3 --lessons 'tokens live for an hour now'"},
          .usual = "show"};
}

Command IncidentListCommand() {
  auto options = std::make_shared<IncidentOptions>();
  return {.help = "List the open incidents, the newest first; in JSON one object per line",
          .options = Joined({{Flag("--all", options->all, "List closed ones too")},
                             GateOptionList(options->gate),
                             {FormatOption(options->format)}}),
          .examples = {"gatehouse incident list", "gatehouse incident list --all --format json | jq .sentence"},
          .action = Runs(options, List)};
}

Command IncidentShowCommand() {
  auto options = std::make_shared<IncidentOptions>();
  return {.help = "Show an incident: its findings, what was done, and the events of its subjects",
          .positionals = {IdPositional(*options)},
          .options = Joined({GateOptionList(options->gate), {FormatOption(options->format)}}),
          .examples = {"gatehouse incident show 3"},
          .action = Runs(options, Show)};
}

Command IncidentAssessCommand() {
  return StageCommand(
      {.stage = "assessed",
       .help = "Record that somebody has looked at an incident, and how severe it is",
       .text_help = "What it is: an attack, a mistake",
       .example = "gatehouse incident assess 3 --severity low --note 'a scan, nothing got through'"},
      [](IncidentOptions& options) -> std::vector<Option> {
        return {Parsed("--severity", options.severity, gate::ReadSeverity, "info|low|medium|high|critical",
                       "How bad it is (default: it stays as it is); can be changed until it is closed")};
      });
}

Command IncidentContainCommand() {
  return StageCommand({.stage = "contained",
                       .help = "Block the subjects of an incident, and record it",
                       .text_help = "What else was done",
                       .example = "gatehouse incident contain 3 --for 24h"},
                      [](IncidentOptions& options) -> std::vector<Option> {
                        return {Excluding("--no-block", Parsed("--for", options.duration, ParseDuration, "DURATION",
                                                               "How long they are blocked (default: 1h)")),
                                Flag("--no-block", options.no_block, "It was contained in another way: block nobody")};
                      });
}

Command IncidentInvestigateCommand() {
  return StageCommand({.stage = "investigating",
                       .help = "Record that somebody is looking for the cause of an incident",
                       .text_help = "Who investigates what",
                       .example = "gatehouse incident investigate 3 --note 'how did the token get out?'"});
}

Command IncidentNoteCommand() {
  return StageCommand({.stage = "",
                       .help = "Add a note to the history of an incident",
                       .text_help = "The note",
                       .example = "gatehouse incident note 3 'the office says it was a test'",
                       .needs_text = true});
}

Command IncidentRecoverCommand() {
  return StageCommand({.stage = "recovered",
                       .help = "Record that everything works as before",
                       .text_help = "What was fixed",
                       .example = "gatehouse incident recover 3 --note 'the key was changed'"},
                      UnblockOption);
}

Command IncidentCloseCommand() {
  return StageCommand({.stage = "closed",
                       .help = "Close an incident, with the lessons learned",
                       .text_help = "What will be done to prevent it in the future, or why nothing is needed",
                       .example = "gatehouse incident close 3 --lessons 'tokens live for an hour now'",
                       .needs_text = true},
                      UnblockOption);
}

Command IncidentReportCommand() {
  auto options = std::make_shared<IncidentOptions>();
  return {.help = "Write a report: Markdown, or everything that is known in JSON",
          .positionals = {IdPositional(*options)},
          .options = Joined({{Text("--out", options->out, "FILE", "Write it to this new file instead of stdout")},
                             GateOptionList(options->gate),
                             {FormatOption(options->format)}}),
          .examples = {"gatehouse incident report 3 --out incident-3.md"},
          .action = Runs(options, Report)};
}

}  // namespace gatehouse::cli
