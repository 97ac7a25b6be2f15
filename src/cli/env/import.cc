// gatehouse env import: rewrites a .env file in the syntax that every reader understands. Reports the changes by line
// and name; writes a file only if an output is named.
#include <fmt/format.h>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/env/env.h"
#include "dotenv/repair.h"
#include "system/new_file.h"

namespace gatehouse::cli {
namespace {

struct ImportOptions {
  std::string input = kClearFile;
  std::string output;
  bool write = false;
};

Outcome RunImport(const ImportOptions& options) {
  if (options.write && options.input == "-") return base::Fail("stdin cannot be written back", {}, "use --output");
  const auto bytes = ReadSecretText(options.input);
  if (!bytes) return std::unexpected(bytes.error());
  if (dotenv::IsSealed(bytes->Reveal())) return base::Fail("Is encrypted already", options.input);
  const dotenv::Repaired repaired = dotenv::RepairDotenv(bytes->Reveal());
  for (const dotenv::Repair& repair : repaired.repairs) {
    Say(repair.line == 0 ? fmt::format("{}: {}", Visible(options.input), Visible(repair.what))
                         : fmt::format("{}:{}: {}", Visible(options.input), repair.line, Visible(repair.what)));
  }
  const auto problems = dotenv::WhatIsLeft(repaired, options.input);
  if (!problems.empty()) return std::unexpected(Failure(problems, ExitCode::kFindings).With("Nothing was written."));
  const std::string& to = options.write ? options.input : options.output;
  if (to.empty()) {
    Say(repaired.repairs.empty()
            ? "There is nothing to repair."
            : "Nothing was written: use --write to repair the file, or --output FILE to make a new one.");
    return ExitCode::kFine;
  }
  const auto written = options.write ? base::WriteFile(to, repaired.text.Reveal(), kClearMode)
                                     : system::WriteNewFile(to, repaired.text.Reveal(), kClearMode);
  if (!written) return std::unexpected(written.error());
  Say(fmt::format("Written: {}", Visible(to)));
  return ExitCode::kFine;
}

}  // namespace

Command EnvImportCommand() {
  auto options = std::make_shared<ImportOptions>();
  return {.help = "Repair a messy .env file: UTF-16, byte order marks, typographic quotes, odd blanks, names set twice",
          .positionals = {Text("FILE", options->input, "FILE", "The file in clear; - for stdin (default: .env)")},
          .options = {Text("-o,--output", options->output, "FILE", "A new file, mode 0600"),
                      Excluding("--output", Flag("--write", options->write, "Repair the file itself"))},
          .examples = {"gatehouse env import                 # only says what it would change",
                       "gatehouse env import .env --write", "gatehouse env import from-windows.txt --output .env"},
          .action = Runs(options, RunImport)};
}

}  // namespace gatehouse::cli
