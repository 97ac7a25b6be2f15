// The options with which `run` and `settings check` find and load settings. Tests: settings_options_test.cc,
// tests/run/test_run_settings.py.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "base/error.h"
#include "cli/command/command.h"
#include "settings/load.h"

namespace gatehouse::cli {

struct ChosenSetting {
  std::string name;
  std::string reference;  // empty: the value of that environment variable
};
// "NAME=ref+…" or "NAME". A value in clear is an error: all users of the machine can read arguments.
[[nodiscard]] base::Result<ChosenSetting> ParseChosen(std::string_view text);

struct SettingsOptions {
  std::string schema;
  std::string environment;
  std::vector<std::string> files;
  bool no_files = false;
  bool override = false;
  bool expand = false;
  std::vector<ChosenSetting> chosen;
  bool pristine = false;
  std::vector<std::string> preserved;
};
// --schema --environment --env --no-env --override --expand --set --pristine --preserve
[[nodiscard]] std::vector<Option> SettingsOptionList(SettingsOptions& options);

// The variables that the child inherits: all, or those of --preserve.
[[nodiscard]] std::vector<settings::Variable> InheritedBy(const SettingsOptions& options);

// Reads the schema and loads the settings; the errors include files that could not be read.
[[nodiscard]] std::expected<settings::Settings, std::vector<base::Error>> LoadSettings(
    const SettingsOptions& options, const settings::Resolve& resolve);

}  // namespace gatehouse::cli
