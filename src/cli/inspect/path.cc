// gatehouse inspect path: judges untrusted file names by their spelling and, with a folder, by the files on the disk
// (row B8).
#include <filesystem>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/inspect/judge_lines.h"
#include "gate/inspect/file_name.h"

namespace gatehouse::cli {
namespace {

struct PathOptions {
  std::string base;  // empty: only the spelling of the name is judged
  LineOptions lines;
};

Outcome InspectPaths(const PathOptions& options) {
  return JudgeLines(options.lines, [&](std::string_view text) {
    const auto name = gate::PlainFileName(text);
    const bool allowed = name && (options.base.empty() || base::ResolveInside(options.base, *name));
    return Judged(allowed ? gate::Reason::kAllowed : gate::Reason::kFileName);
  });
}

base::Result<std::string> ParseFolder(std::string_view text) {
  std::error_code error;
  const auto status = std::filesystem::status(text, error);
  if (std::filesystem::is_directory(status)) return std::string(text);
  const bool is_there = std::filesystem::exists(status);
  return base::Fail((is_there ? "Directory is actually a file: " : "Directory does not exist: ") + std::string(text));
}

}  // namespace

Command InspectPathCommand() {
  auto options = std::make_shared<PathOptions>();
  return {.help = "Judge file names from outside: {\"text\": \"the name\"} per line",
          .options = {Parsed("--base", options->base, ParseFolder, "DIR",
                             "Resolve the name inside this folder, following links"),
                      PlainOption(options->lines), VerdictFormatOption(options->lines)},
          .examples = {"gatehouse inspect path < names.jsonl",
                       "gatehouse inspect path --base /var/droplet/data < names.jsonl"},
          .action = Runs(options, InspectPaths)};
}

}  // namespace gatehouse::cli
