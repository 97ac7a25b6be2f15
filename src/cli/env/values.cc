// gatehouse env set, get, unset and list: one setting of an encrypted file. A value comes from stdin, never from an
// argument, where every user of the machine could read it.
#include <fmt/format.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "cli/env/env.h"
#include "cli/terminal/prompt.h"

namespace gatehouse::cli {
namespace {

struct ValueOptions {
  std::string name;
  std::string file;
  Format format = Format::kText;
};

ExitCode Refuse(const base::Error& error) {
  Complain(error);
  return ExitCode::kCouldNotRun;
}

ExitCode NotThere(const ValueOptions& options) {
  Complain(base::Error{"There is no setting of this name", options.name, "'gatehouse env list' shows which there are"});
  return ExitCode::kNothingToDo;
}

// From a terminal asked without echo; from a pipe or a file all of it, without its last line break.
base::Result<base::SecretString> ReadValue(const std::string& name) {
  if (isatty(STDIN_FILENO) == 1) {
    Say(fmt::format("The value of {}, as a password, twice:", Visible(name)));
    return ReadNewPassword();
  }
  auto text = ReadSecretText("-");
  if (!text || !text->Reveal().ends_with('\n')) return text;
  std::string_view value = text->Reveal();
  value.remove_suffix(value.ends_with("\r\n") ? 2 : 1);
  return base::SecretString(std::string(value));
}

ExitCode RunSet(const ValueOptions& options) {
  if (!dotenv::IsSettingName(options.name)) {
    return Refuse({"Is no name of a setting", options.name, "letters, digits and _, the first no digit"});
  }
  auto env = OpenEnv::Load(options.file);
  if (!env) return Refuse(env.error());
  const auto value = ReadValue(options.name);
  if (!value) return Refuse(value.error());
  if (auto set = env->file.document.Set(options.name, value->Reveal()); !set) return Refuse(set.error());
  if (auto saved = env->Save(); !saved) return Refuse(saved.error());
  return ExitCode::kFine;
}

ExitCode RunGet(const ValueOptions& options) {
  const auto env = LoadAny(options.file);
  if (!env) return Refuse(env.error());
  const dotenv::Item* const item = env->document.Find(options.name);
  if (item == nullptr) return NotThere(options);
  const std::string_view value = item->value.Reveal();
  if (options.format == Format::kJson) {
    PrintJson(Json{{"name", options.name}, {"value", value}});
  } else if (isatty(STDOUT_FILENO) == 1) {
    Print(Visible(value));
  } else {
    Print(value);
  }
  return ExitCode::kFine;
}

ExitCode RunUnset(const ValueOptions& options) {
  auto env = OpenEnv::Load(options.file);
  if (!env) return Refuse(env.error());
  if (!env->file.document.Remove(options.name)) return NotThere(options);
  if (auto saved = env->Save(); !saved) return Refuse(saved.error());
  return ExitCode::kFine;
}

void ShowName(std::string_view name, std::optional<base::Wall> since, Format format) {
  const std::string time =
      since ? TimeText(std::chrono::floor<std::chrono::seconds>(*since).time_since_epoch().count()) : std::string();
  if (format == Format::kJson) {
    PrintJson(Json{{"name", name}, {"since", since ? Json(time) : Json(nullptr)}});
  } else {
    Print(since ? fmt::format("{}  {}", time, name) : std::string(name));
  }
}

// Needs no key: names are in clear, and a token says when it was made.
ExitCode RunList(const ValueOptions& options) {
  const auto text = ReadSecretText(options.file);
  if (!text) return Refuse(text.error());
  if (!dotenv::IsSealed(text->Reveal())) {
    const auto settings = dotenv::ParseDotenv(text->Reveal(), options.file);
    if (!settings) return Refuse(settings.error());
    for (const dotenv::Setting& setting : *settings) ShowName(setting.name, {}, options.format);
    return ExitCode::kFine;
  }
  const auto sealed = dotenv::SealedFile::Parse(text->Reveal(), options.file);
  if (!sealed) return Refuse(sealed.error());
  for (const dotenv::SealedItem& item : sealed->items) {
    if (item.kind == dotenv::Item::Kind::kSetting) {
      ShowName(item.name, dotenv::FernetTime(item.token), options.format);
    }
  }
  return ExitCode::kFine;
}

CLI::App* AddOne(CLI::App& env, const char* word, const char* help, const std::shared_ptr<ValueOptions>& options) {
  CLI::App* command = env.add_subcommand(word, help);
  command->add_option("name", options->name, "The name of the setting")->type_name("NAME")->required();
  AddEnvFileOption(*command, options->file);
  return command;
}

}  // namespace

void AddEnvSet(CLI::App& env, Action& chosen) {
  auto options = std::make_shared<ValueOptions>();
  CLI::App* command = AddOne(env, "set", "Set one value, read from stdin", options);
  SetExamples(*command, {"gatehouse env set DATABASE_URL < url", "gatehouse env set API_KEY      asks for it"});
  SetAction(*command, chosen, options, RunSet);
}

void AddEnvGet(CLI::App& env, Action& chosen) {
  auto options = std::make_shared<ValueOptions>();
  CLI::App* command = AddOne(env, "get", "Print one value", options);
  AddFormatOption(*command, options->format);
  SetExamples(*command, {"gatehouse env get DATABASE_URL", "git show HEAD:.env.encrypted | gatehouse env get A -f -"});
  SetAction(*command, chosen, options, RunGet);
}

void AddEnvUnset(CLI::App& env, Action& chosen) {
  auto options = std::make_shared<ValueOptions>();
  CLI::App* command = AddOne(env, "unset", "Remove one setting", options);
  SetExamples(*command, {"gatehouse env unset OLD_API_KEY"});
  SetAction(*command, chosen, options, RunUnset);
}

void AddEnvList(CLI::App& env, Action& chosen) {
  auto options = std::make_shared<ValueOptions>();
  CLI::App* command = env.add_subcommand("list", "List the names, and since when each has its value; needs no key");
  AddEnvFileOption(*command, options->file);
  AddFormatOption(*command, options->format);
  SetExamples(*command, {"gatehouse env list", "gatehouse env list -f .env.dev --format json"});
  SetAction(*command, chosen, options, RunList);
}

}  // namespace gatehouse::cli
