// gatehouse env set, get, unset and list: one setting of an encrypted file. A value comes from stdin, never from an
// argument, where every user of the machine could read it.
#include <fmt/format.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/env/env.h"
#include "cli/terminal/prompt.h"

namespace gatehouse::cli {
namespace {

struct ValueOptions {
  std::string name;
  std::string file;
  Format format = Format::kText;
};

std::unexpected<Failure> NotThere(const ValueOptions& options) {
  return EndWith(ExitCode::kNothingToDo,
                 {"There is no setting of this name", options.file, "'gatehouse env list' shows which there are"});
}

// If the user types NAME=value, or only the value, the error must not repeat it on a screen or in a build log.
base::Result<> CheckName(const ValueOptions& options) {
  if (dotenv::IsSettingName(options.name)) return {};
  if (options.name.contains('=')) {
    return base::Fail("The value is in the argument, where every user of this machine can read it", {},
                      "gatehouse env set NAME < FILE; change the value: it is in the shell's history");
  }
  return base::Fail("Not a name of a setting", {}, "use letters, digits and _; the first is not a digit");
}

// Reads from a terminal without echo; from a pipe or a file, the whole input without its last line break.
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

Outcome RunSet(const ValueOptions& options) {
  if (auto good = CheckName(options); !good) return std::unexpected(good.error());
  auto env = OpenEnv::Load(options.file);
  if (!env) return std::unexpected(env.error());
  const auto value = ReadValue(options.name);
  if (!value) return std::unexpected(value.error());
  if (auto set = env->file.document.Set(options.name, value->Reveal()); !set) return std::unexpected(set.error());
  if (auto saved = env->Save(); !saved) return std::unexpected(saved.error());
  return ExitCode::kFine;
}

Outcome RunGet(const ValueOptions& options) {
  if (auto good = CheckName(options); !good) return std::unexpected(good.error());
  const auto env = LoadAny(options.file);
  if (!env) return std::unexpected(env.error());
  const dotenv::Item* const item = env->document.Find(options.name);
  if (item == nullptr) return NotThere(options);
  const std::string_view value = item->value.Reveal();
  if (options.format == Format::kJson) {
    PrintJson(Object({{"name", options.name}, {"value", value}}));
  } else if (isatty(STDOUT_FILENO) == 1) {
    Print(Visible(value));
  } else {
    Print(value);
  }
  return ExitCode::kFine;
}

Outcome RunUnset(const ValueOptions& options) {
  if (auto good = CheckName(options); !good) return std::unexpected(good.error());
  auto env = OpenEnv::Load(options.file);
  if (!env) return std::unexpected(env.error());
  if (!env->file.document.Remove(options.name)) return NotThere(options);
  if (auto saved = env->Save(); !saved) return std::unexpected(saved.error());
  return ExitCode::kFine;
}

void ShowName(std::string_view name, std::optional<base::Wall> since, Format format) {
  if (format == Format::kJson) {
    PrintJson(Object({{"name", name}, {"since", TimeText(since)}}));
  } else {
    Print(since ? fmt::format("{}  {}", TimeText(*since), name) : std::string(name));
  }
}

// Needs no key: names are in clear, and each encrypted value contains its time.
Outcome RunList(const ValueOptions& options) {
  const auto text = ReadEnvText(options.file);
  if (!text) return std::unexpected(text.error());
  const auto is_sealed = dotenv::IsSealedFile(text->Reveal(), options.file);
  if (!is_sealed) return std::unexpected(is_sealed.error());
  if (!*is_sealed) {
    const auto settings = dotenv::ParseDotenv(text->Reveal(), options.file);
    if (!settings) return std::unexpected(settings.error());
    for (const dotenv::Setting& setting : *settings) ShowName(setting.name, {}, options.format);
    return ExitCode::kFine;
  }
  const auto sealed = dotenv::SealedFile::Parse(text->Reveal(), options.file);
  if (!sealed) return std::unexpected(sealed.error());
  for (const dotenv::SealedItem& item : sealed->items) {
    if (item.kind == dotenv::Item::Kind::kSetting) {
      ShowName(item.name, dotenv::FernetTime(item.token), options.format);
    }
  }
  return ExitCode::kFine;
}

Option NamePositional(ValueOptions& options) {
  return Required(Text("NAME", options.name, "NAME", "The name of the setting"));
}

}  // namespace

Command EnvSetCommand() {
  auto options = std::make_shared<ValueOptions>();
  return {.help = "Set one value, read from stdin",
          .positionals = {NamePositional(*options)},
          .options = {EnvFileOption(options->file)},
          .examples = {"gatehouse env set DATABASE_URL < url", "gatehouse env set API_KEY      # asks for it"},
          .too_many = "the value is read from stdin: gatehouse env set NAME < FILE",
          .action = Runs(options, RunSet)};
}

Command EnvGetCommand() {
  auto options = std::make_shared<ValueOptions>();
  return {.help = "Print one value",
          .positionals = {NamePositional(*options)},
          .options = {EnvFileOption(options->file), FormatOption(options->format)},
          .examples = {"gatehouse env get DATABASE_URL", "git show HEAD:.env.encrypted | gatehouse env get A -f -"},
          .action = Runs(options, RunGet)};
}

Command EnvUnsetCommand() {
  auto options = std::make_shared<ValueOptions>();
  return {.help = "Remove one setting",
          .positionals = {NamePositional(*options)},
          .options = {EnvFileOption(options->file)},
          .examples = {"gatehouse env unset OLD_API_KEY"},
          .action = Runs(options, RunUnset)};
}

Command EnvListCommand() {
  auto options = std::make_shared<ValueOptions>();
  return {.help = "List the names and when each value was set; needs no key",
          .options = {EnvFileOption(options->file), FormatOption(options->format)},
          .examples = {"gatehouse env list", "gatehouse env list -f .env.dev --format json"},
          .action = Runs(options, RunList)};
}

}  // namespace gatehouse::cli
