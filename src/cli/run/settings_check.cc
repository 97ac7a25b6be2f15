// gatehouse settings: are these the settings that a service can start with? Every one that is missing or wrong at once,
// and never a value.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

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

Json Row(const settings::Setting& setting) {
  Json row = {{"name", setting.name}, {"from", setting.origin}, {"secret", setting.secret}};
  if (!setting.reference.empty()) row["reference"] = setting.reference;
  return row;
}

ExitCode SettingsCheck(const SettingsCheckOptions& options) {
  const auto loaded = LoadSettings(options.settings, options.no_resolve ? settings::Resolve{} : MakeResolve());
  if (options.format == Format::kJson) {
    Json verdict = {{"ok", loaded.has_value()}};
    if (loaded) {
      verdict["environment"] = settings::Name(loaded->environment);
      verdict["settings"] = Json::array();
      for (const settings::Setting& setting : loaded->settings) verdict["settings"].push_back(Row(setting));
    }
    verdict["errors"] = Json::array();
    if (!loaded) {
      for (const base::Error& error : loaded.error()) verdict["errors"].push_back(ToJson(error));
    }
    PrintJson(verdict);
    return loaded ? ExitCode::kFine : ExitCode::kFindings;
  }
  if (!loaded) {
    Complain(loaded.error());
    return ExitCode::kFindings;
  }
  for (const settings::Setting& setting : loaded->settings) {
    Print(fmt::format("{}  {}{}{}", Visible(setting.name), Visible(setting.origin),
                      setting.reference.empty() ? "" : ", " + Visible(setting.reference),
                      setting.secret ? ", secret" : ""));
  }
  Say(fmt::format("{} {} settings for {}", Paint("ok", Tone::kGood, Stream::kWords), loaded->settings.size(),
                  settings::Name(loaded->environment)));
  return ExitCode::kFine;
}

}  // namespace

void AddSettings(CLI::App& program, Action& chosen) {
  CLI::App* group = program.add_subcommand("settings", "Look at a service's settings before it starts");
  group->require_subcommand(1);
  auto options = std::make_shared<SettingsCheckOptions>();
  CLI::App* command = group->add_subcommand("check", "Say every setting that is missing or wrong, never a value");
  AddSettingsOptions(*command, options->settings);
  command->add_flag("--no-resolve", options->no_resolve, "Only look whether references are well written");
  AddFormatOption(*command, options->format);
  SetExamples(*command, {
                            "gatehouse settings check --schema settings.yaml",
                            "gatehouse settings check --environment production --env .env.encrypted --format json",
                        });
  SetAction(*command, chosen, options, SettingsCheck);
  SetExamples(*group, {"gatehouse settings check --schema settings.yaml"});
}

}  // namespace gatehouse::cli
