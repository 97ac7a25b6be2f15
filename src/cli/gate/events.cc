// gatehouse events tail: prints the last lines of the event log and, with --follow, new ones.
#include <fmt/format.h>
#include <sys/stat.h>

#include <deque>
#include <filesystem>
#include <thread>

#include "cli/command/arguments.h"
#include "cli/commands.h"
#include "cli/gate/policy_file.h"
#include "events/bounds.h"
#include "events/ocsf.h"
#include "events/reader.h"
#include "policy_file/load.h"
#include "system/folder_access.h"

namespace gatehouse::cli {
namespace {

constexpr int kMaxLines = 1'000'000;
constexpr std::chrono::milliseconds kFollowInterval{200};
constexpr std::chrono::milliseconds kWritersMoveWithin{1500};  // Writer checks for rotation once per second

enum class Shape : uint8_t { kText, kJson, kOcsf };

base::Result<Shape> ParseShape(std::string_view text) {
  if (text == "text") return Shape::kText;
  if (text == "json") return Shape::kJson;
  if (text == "ocsf") return Shape::kOcsf;
  return base::Fail("Neither text nor json nor ocsf", {}, "write one of them");
}

struct TailOptions {
  std::string policy = kDefaultPolicy;
  int lines = 10;
  bool follow = false;
  Shape shape = Shape::kJson;
};

// Formats an event for people: "2026-01-31T12:00:00.000Z  medium  refused  rate_limited  GET  /x  192.0.2.1  x200".
std::string Readable(std::string_view line) {
  const auto event = Value::FromJson(line);
  if (!event || !event->IsObject()) return Visible(line);
  std::string readable;
  for (const std::string_view name :
       {events::field::kTime, events::field::kSeverity, events::field::kType, events::field::kReason,
        events::field::kMode, events::field::kMethod, events::field::kPath, events::field::kPrincipal,
        events::field::kAddress, events::field::kDetails}) {
    const Value* member = event->Find(name);
    const std::string* text = member == nullptr ? nullptr : member->AsText();
    if (text == nullptr || text->empty()) continue;
    if (!readable.empty()) readable += "  ";
    readable += Visible(*text);
  }
  if (const std::string count = event->TextOf(events::field::kCount); !count.empty()) readable += "  x" + count;
  return readable;
}

void Show(std::string_view line, Shape shape) {
  if (shape == Shape::kText) return Print(Readable(line));
  if (shape == Shape::kJson) return Print(line);
  static events::LineParser parser;
  const auto event = parser.Parse(line);  // the class is empty if the line is not a Gatehouse event
  if (event) Print(events::OcsfLine(*event, GATEHOUSE_VERSION));
}

// Returns the last lines of the file's current content; afterwards the reader is positioned after them.
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

bool ReadSameFile(const events::Reader& one, const events::Reader& other) {
  struct stat first{};
  struct stat second{};
  return ::fstat(one.file(), &first) == 0 && ::fstat(other.file(), &second) == 0 && first.st_dev == second.st_dev &&
         first.st_ino == second.st_ino;
}

// Puts the last lines of the older files in front until there are `count`: a rotation must not hide what came before.
base::Result<> AddOlderLines(const std::string& path, const events::Reader& current, size_t count,
                             std::deque<std::string>& lines) {
  for (int n = 1; n <= events::kKeptFiles && lines.size() < count; ++n) {
    const std::string older = events::RotatedName(path, n);
    std::error_code error;
    if (!std::filesystem::exists(older, error)) break;
    auto reader = events::Reader::Open(older);
    if (!reader) return std::unexpected(reader.error());
    if (ReadSameFile(*reader, current)) continue;  // renamed after it was opened
    const auto last = LastLines(*reader, count - lines.size());
    if (!last) return std::unexpected(last.error());
    lines.insert(lines.begin(), last->begin(), last->end());
  }
  return {};
}

// Prints new lines, across rotations, until the process is ended.
base::Error Follow(events::Reader reader, Shape shape) {
  int replaced = 0;
  while (true) {
    const auto line = reader.Next();
    if (!line) return line.error();
    if (line->has_value()) {
      if (!(*line)->too_long) Show((*line)->text, shape);
      continue;
    }
    if (!FlushOutput()) return base::Error{"Cannot be written", "stdout", {}};
    // Writers in other processes continue in the old file until they check for a rotation.
    replaced = reader.Replaced() ? replaced + 1 : 0;
    if (replaced * kFollowInterval >= kWritersMoveWithin) {
      if (auto next = reader.OpenNext()) reader = std::move(*next);
      replaced = 0;
    }
    std::this_thread::sleep_for(kFollowInterval);
  }
}

Outcome Tail(const TailOptions& options) {
  const auto policy = policy_file::LoadWithoutKeys(options.policy);
  if (!policy) return std::unexpected(policy.error());
  const std::string folder = std::filesystem::path(policy->event_file).parent_path().string();
  if (auto allowed = system::MayLookInto(folder); !allowed) return std::unexpected(allowed.error());
  std::error_code error;
  if (!options.follow && !std::filesystem::exists(policy->event_file, error)) {
    Say(fmt::format("There is no event log yet: {}", Visible(policy->event_file)));
    return ExitCode::kNothingToDo;
  }
  auto reader = events::Reader::Open(policy->event_file);
  if (!reader) return std::unexpected(reader.error());
  const auto count = static_cast<size_t>(options.lines);
  auto last = LastLines(*reader, count);
  if (!last) return std::unexpected(last.error());
  if (auto added = AddOlderLines(policy->event_file, *reader, count, *last); !added) {
    return std::unexpected(added.error());
  }
  for (const std::string& line : *last) Show(line, options.shape);
  if (!options.follow) return ExitCode::kFine;
  return std::unexpected(Follow(std::move(*reader), options.shape));
}

}  // namespace

Command EventsGroup() {
  return {
      .help = "Read and verify the log of security events",
      .examples = {"gatehouse events tail -n 20", "gatehouse events tail -f --format text", "gatehouse events verify"},
      .elsewhere = {"log", "logs", "tail"}};
}

Command EventsTailCommand() {
  auto options = std::make_shared<TailOptions>();
  const auto count = [](std::string_view text) { return ParseNumber(text, 0, kMaxLines); };
  return {.help = "Print the last events, one JSON object per line",
          .options = {Parsed("-n,--lines", options->lines, count, "N", "Number of events (default: 10)"),
                      Flag("-f,--follow", options->follow, "Follow the log"), PolicyOption(options->policy),
                      Parsed("--format", options->shape, ParseShape, "text|json|ocsf",
                             "json as in the log, text for reading, ocsf for collectors (default: json)")},
          .examples = {"gatehouse events tail -n 20",
                       "gatehouse events tail -f | jq -r 'select(.severity == \"high\").address'"},
          .action = Runs(options, Tail)};
}

}  // namespace gatehouse::cli
