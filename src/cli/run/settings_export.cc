// gatehouse settings export: prints the settings with which a service would start, in the format of another program.
// The output contains secrets.
#include <unistd.h>

#include "cli/commands.h"
#include "cli/env/env.h"
#include "cli/env/export_format.h"
#include "cli/run/resolver.h"
#include "cli/run/settings_options.h"

namespace gatehouse::cli {
namespace {

struct SettingsExportOptions {
  SettingsOptions settings;
  ExportFormat format = ExportFormat::kDotenv;
  std::string name = "env";
  bool yes = false;
};

Outcome RunExport(const SettingsExportOptions& options) {
  if (isatty(STDOUT_FILENO) == 1 && !options.yes && !Confirm("Show every value on this terminal?")) {
    return base::Fail("Nothing was shown", {}, "answer y, give --yes, or pipe the output");
  }
  const auto loaded = LoadSettings(options.settings, MakeResolve());
  if (!loaded) return std::unexpected(Failure(loaded.error()));
  for (const std::string& note : loaded->notes) Warn(Visible(note));
  std::vector<NamedValue> settings;
  for (const settings::Setting& setting : loaded->settings) settings.push_back({setting.name, setting.value.Reveal()});
  const auto text = Export(settings, options.format, options.name, ExportDelimiter());
  if (!text) return std::unexpected(text.error());
  PrintText(text->Reveal());
  return ExitCode::kFine;
}

}  // namespace

Command SettingsExportCommand() {
  auto options = std::make_shared<SettingsExportOptions>();
  return {
      .help = "Print a service's settings for another program, references resolved; a terminal asks first",
      .options =
          Joined({SettingsOptionList(options->settings),
                  {Parsed("--format", options->format, ParseExportFormat, kExportFormats, "Format (default: dotenv)"),
                   Text("--name", options->name, "NAME", "With k8s: the name of the Secret (default: env)"),
                   Flag("--yes", options->yes, "Show the values on a terminal without asking")}}),
      .examples = {"gatehouse settings export --format shell > /dev/shm/settings.sh",
                   "gatehouse settings export --environment production --format k8s --name app | kubectl apply -f -"},
      .action = Runs(options, RunExport)};
}

}  // namespace gatehouse::cli
