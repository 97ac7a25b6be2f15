// gatehouse events tail: the last lines of the event log, and those that come after them.
#include <fmt/format.h>

#include <deque>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "cli/command/arguments.h"
#include "cli/commands.h"
#include "cli/gate/policy_file.h"
#include "events/reader.h"

namespace gatehouse::cli {
namespace {

constexpr int kMaxLines = 1'000'000;
constexpr std::chrono::milliseconds kFollowInterval{200};
constexpr std::chrono::milliseconds kWritersMoveWithin{1500};  // Writer looks once a second

struct TailOptions {
  std::string policy = kDefaultPolicy;
  int lines = 10;
  bool follow = false;
  Format format = Format::kJson;
};

// "2026-01-31T12:00:00.000Z medium rate_limited enforced GET /x from 192.0.2.1": what a person looks for first.
std::string Readable(std::string_view line) {
  const Json event = Json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!event.is_object()) return Visible(line);
  const auto text = [&](std::string_view name) {
    const auto found = event.find(std::string(name));
    return found != event.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  std::string readable;
  for (const std::string_view name :
       {events::field::kTime, events::field::kSeverity, events::field::kType, events::field::kReason,
        events::field::kMode, events::field::kMethod, events::field::kPath, events::field::kPrincipal,
        events::field::kAddress, events::field::kDetails}) {
    const std::string value = text(name);
    if (value.empty()) continue;
    if (!readable.empty()) readable += "  ";
    readable += Visible(value);
  }
  return readable;
}

void Show(std::string_view line, Format format) {
  if (format == Format::kText) {
    Print(Readable(line));
  } else {
    Print(line);
  }
}

// The last lines of the file as it is now; the reader stands behind them afterwards.
base::Result<std::deque<std::string>> LastLines(events::Reader& reader, size_t count) {
  std::deque<std::string> last;
  while (true) {
    const auto line = reader.Next();
    if (!line) return std::unexpected(line.error());
    if (!line->has_value()) return last;
    if ((*line)->too_long || count == 0) continue;
    last.emplace_back((*line)->text);
    if (last.size() > count) last.pop_front();
  }
}

// Prints what is appended from now on, over rotations, until the process is ended.
base::Error Follow(events::Reader reader, Format format) {
  int replaced = 0;
  while (true) {
    const auto line = reader.Next();
    if (!line) return line.error();
    if (line->has_value()) {
      if (!(*line)->too_long) Show((*line)->text, format);
      continue;
    }
    if (!FlushOutput()) return base::Error{"Cannot be written", "stdout", {}};
    // Writers in other processes go on in the old file until they look.
    replaced = reader.Replaced() ? replaced + 1 : 0;
    if (replaced * kFollowInterval >= kWritersMoveWithin) {
      if (auto next = reader.OpenNext()) reader = std::move(*next);
      replaced = 0;
    }
    std::this_thread::sleep_for(kFollowInterval);
  }
}

ExitCode Tail(const TailOptions& options) {
  const auto policy = CompilePolicyOrComplain({options.policy, {}});
  if (!policy) return ExitCode::kCouldNotRun;
  std::error_code error;
  if (!options.follow && !std::filesystem::exists(policy->event_file, error)) {
    Say(fmt::format("There is no event log yet: {}", Visible(policy->event_file)));
    return ExitCode::kNothingToDo;
  }
  auto reader = events::Reader::Open(policy->event_file);
  if (!reader) {
    Complain(reader.error());
    return ExitCode::kCouldNotRun;
  }
  const auto last = LastLines(*reader, static_cast<size_t>(options.lines));
  if (!last) {
    Complain(last.error());
    return ExitCode::kCouldNotRun;
  }
  for (const std::string& line : *last) Show(line, options.format);
  if (!options.follow) return ExitCode::kFine;
  Complain(Follow(std::move(*reader), options.format));
  return ExitCode::kCouldNotRun;
}

}  // namespace

void AddEvents(CLI::App& program, Action& chosen) {
  CLI::App* events = program.add_subcommand("events", "The log of security events");
  events->require_subcommand(1);
  SetExamples(*events, {"gatehouse events tail -n 20", "gatehouse events tail -f --format text"});

  auto options = std::make_shared<TailOptions>();
  CLI::App* tail = events->add_subcommand("tail", "The last events, one JSON object a line");
  const auto count = [](std::string_view text) { return ParseNumber(text, 0, kMaxLines); };
  AddParsed(*tail, "-n,--lines", options->lines, count, "How many of the last ones (default: 10)")->type_name("N");
  tail->add_flag("-f,--follow", options->follow, "Go on with those that come");
  AddPolicyOption(*tail, options->policy);
  AddParsed(*tail, "--format", options->format, ParseFormat, "json as in the log, or text for reading (default: json)")
      ->type_name("text|json");
  SetExamples(*tail, {"gatehouse events tail -n 20",
                      "gatehouse events tail -f | jq -r 'select(.severity == \"high\").address'"});
  SetAction(*tail, chosen, options, Tail);
}

}  // namespace gatehouse::cli
