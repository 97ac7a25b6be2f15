// The options by which `run` and `settings check` find settings, and what they find. Shown by settings_options_test.cc,
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
  std::string reference;  // empty: what the environment has under that name
};
// "NAME=ref+…" or "NAME". A value in clear is an error: every user of the machine reads arguments.
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

// What this process's environment leaves to the child: all of it, or what is preserved.
[[nodiscard]] std::vector<settings::Variable> InheritedBy(const SettingsOptions& options);

// Reads the schema and loads; also what could not be read at all is among the errors.
[[nodiscard]] std::expected<settings::Settings, std::vector<base::Error>> LoadSettings(
    const SettingsOptions& options, const settings::Resolve& resolve);

}  // namespace gatehouse::cli
