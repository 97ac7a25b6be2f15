#include "cli/run/settings_options.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "base/file.h"
#include "cli/command/arguments.h"
#include "secrets/reference.h"

namespace gatehouse::cli {
namespace {

bool IsName(std::string_view name) {
  const auto letter = [](char c) { return base::IsLetter(c) || c == '_'; };
  return !name.empty() && letter(name.front()) &&
         std::ranges::all_of(name, [&](char c) { return letter(c) || base::IsDigit(c); });
}

base::Result<std::vector<std::string>> ParseNames(std::string_view text) {
  std::vector<std::string> names;
  while (true) {
    const size_t comma = text.find(',');
    const std::string_view name = text.substr(0, comma);
    if (name.empty() || name.contains('=')) return base::Fail("Not a name of a variable", {}, "write PATH,HOME");
    names.emplace_back(name);
    if (comma == std::string_view::npos) return names;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace

base::Result<ChosenSetting> ParseChosen(std::string_view text) {
  const size_t equals = text.find('=');
  const std::string_view name = text.substr(0, equals);
  if (!IsName(name)) return base::Fail("Not a name of a setting", {}, "write NAME=ref+vault://secret/app#/field");
  if (equals == std::string_view::npos) return ChosenSetting{std::string(name), {}};
  const std::string_view value = text.substr(equals + 1);
  if (!secrets::IsReference(value)) {
    return base::Fail(fmt::format("{} is set to a value, and arguments are not secret", name), {},
                      "write a reference, or put the value into the environment");
  }
  const auto reference = secrets::ParseReference(value);
  if (!reference) return std::unexpected(reference.error());
  return ChosenSetting{std::string(name), std::string(value)};
}

std::vector<Option> SettingsOptionList(SettingsOptions& options) {
  const auto preserve = [&options](std::string_view text) -> base::Result<> {
    auto names = ParseNames(text);
    if (!names) return std::unexpected(names.error());
    std::ranges::move(*names, std::back_inserter(options.preserved));
    return {};
  };
  return {Parsed("--schema", options.schema, ParseFileName, "FILE",
                 "The schema of the settings: names, types, what is required"),
          Text("--environment", options.environment, "development|staging|production",
               "The environment, instead of the setting ENVIRONMENT"),
          Each("--env", options.files, ParseFileName, "FILE",
               "A .env file, plain or encrypted; the first one with a name wins "
               "(default: .env.NAME.local, .env.local, .env.NAME and .env here, each with .encrypted before it)"),
          Excluding("--env", Flag("--no-env", options.no_files, "Read no .env file")),
          Flag("--override", options.override, "Let files override the environment"),
          Flag("--expand", options.expand, "Replace ${NAME} in files by its value"),
          Each("--set", options.chosen, ParseChosen, "NAME=REF",
               "A setting and its reference, or its name alone for the environment's value"),
          Flag("--pristine", options.pristine, "Start with an empty environment"),
          TakingMany("--preserve", "A,B", "With --pristine: the variables to keep", preserve)};
}

std::vector<settings::Variable> InheritedBy(const SettingsOptions& options) {
  std::vector<settings::Variable> all = settings::ReadEnvironment(environ);
  if (options.pristine) {
    std::erase_if(all, [&](const settings::Variable& variable) {
      return std::ranges::find(options.preserved, variable.name) == options.preserved.end();
    });
  }
  return all;
}

std::expected<settings::Settings, std::vector<base::Error>> LoadSettings(const SettingsOptions& options,
                                                                         const settings::Resolve& resolve) {
  settings::Schema schema;
  const settings::WatchedFile schema_file = settings::LookAt(options.schema);
  if (!options.schema.empty()) {
    const auto yaml = base::ReadFile(options.schema, settings::kMaxSchemaBytes);
    if (!yaml) return std::unexpected(std::vector{yaml.error()});
    auto parsed = settings::ParseSchema(*yaml, options.schema);
    if (!parsed) return std::unexpected(std::move(parsed.error()));
    schema = std::move(*parsed);
  }
  settings::Sources sources{.environment = options.environment,
                            .inherited = InheritedBy(options),
                            .files = options.files,
                            .find_files = options.files.empty() && !options.no_files,
                            .override = options.override,
                            .expand = options.expand};
  std::vector<base::Error> errors;
  size_t number = 0;
  for (const ChosenSetting& chosen : options.chosen) {
    ++number;
    std::string text = chosen.reference;
    if (text.empty()) {
      const auto found = std::ranges::find(sources.inherited, chosen.name, &settings::Variable::name);
      if (found == sources.inherited.end()) {
        errors.push_back({"The environment has no such variable", fmt::format("--set, the {}. of them", number),
                          "write --set NAME=REF"});
        continue;
      }
      text = found->value.Reveal();
    }
    sources.chosen.push_back({.name = chosen.name, .value = base::SecretString(std::move(text)), .origin = "--set"});
  }
  auto loaded = settings::Load(sources, options.schema.empty() ? nullptr : &schema, resolve);
  if (!loaded) std::ranges::move(loaded.error(), std::back_inserter(errors));
  if (!errors.empty()) return std::unexpected(std::move(errors));
  if (!options.schema.empty()) loaded->files.push_back(schema_file);
  return loaded;
}

}  // namespace gatehouse::cli
