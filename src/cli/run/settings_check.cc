// gatehouse settings: can a service start with these settings? Reports all missing and invalid ones at once,
// and never a value.
#include <fmt/format.h>

#include "base/counted.h"
#include "cli/command/verdict.h"
#include "cli/commands.h"
#include "cli/run/resolver.h"
#include "cli/run/settings_options.h"

namespace gatehouse::cli {
namespace {

struct SettingsCheckOptions {
  SettingsOptions settings;
  bool no_resolve = false;
  Format format = Format::kText;
};

Value Row(const settings::Setting& setting) {
  Value row = Object({{"name", setting.name}, {"from", setting.origin}, {"secret", setting.secret}});
  if (!setting.reference.empty()) row.Set("reference", setting.reference);
  return row;
}

// The schema and the .env files that the command line names; those with default names may be missing.
std::vector<std::string> NamedFiles(const SettingsOptions& options) {
  std::vector<std::string> files = options.files;
  if (!options.schema.empty()) files.push_back(options.schema);
  return files;
}

Outcome SettingsCheck(const SettingsCheckOptions& options) {
  const auto loaded = LoadSettings(options.settings, options.no_resolve ? settings::Resolve{} : MakeResolve());
  if (options.format == Format::kJson) {
    Value verdict = Object({{"ok", loaded.has_value()}});
    if (loaded) {
      Value rows = EmptyList();
      for (const settings::Setting& setting : loaded->settings) rows.Add(Row(setting));
      verdict.Set("environment", settings::Name(loaded->environment));
      verdict.Set("settings", std::move(rows));
      verdict.Set("notes", loaded->notes);
    }
    verdict.Set("errors", loaded ? EmptyList() : ToValue(loaded.error()));
    PrintJson(verdict);
    return loaded ? ExitCode::kFine : BadVerdict(NamedFiles(options.settings));
  }
  if (!loaded) return std::unexpected(Failure(loaded.error(), BadVerdict(NamedFiles(options.settings))));
  for (const std::string& note : loaded->notes) Warn(Visible(note));
  for (const settings::Setting& setting : loaded->settings) {
    Print(fmt::format("{}  {}{}{}", Visible(setting.name), Visible(setting.origin),
                      setting.reference.empty() ? "" : ", " + Visible(setting.reference),
                      setting.secret ? ", secret" : ""));
  }
  Say(fmt::format("{} {} for {}", Paint("ok", Tone::kGood, Stream::kWords),
                  base::Counted(loaded->settings.size(), "setting"), settings::Name(loaded->environment)));
  return ExitCode::kFine;
}

}  // namespace

Command SettingsGroup() {
  return {.help = "Check a service's settings before it starts",
          .examples = {"gatehouse settings check --schema settings.yaml"}};
}

Command SettingsCheckCommand() {
  auto options = std::make_shared<SettingsCheckOptions>();
  return {
      .help = "Report every missing or wrong setting; shows no value",
      .options = Joined({SettingsOptionList(options->settings),
                         {Flag("--no-resolve", options->no_resolve, "Only check the form of references; ask no store"),
                          FormatOption(options->format)}}),
      .examples = {"gatehouse settings check --schema settings.yaml",
                   "gatehouse settings check --environment production --env .env.encrypted --format json"},
      .action = Runs(options, SettingsCheck)};
}

}  // namespace gatehouse::cli
