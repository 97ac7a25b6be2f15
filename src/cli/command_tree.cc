#include "cli/command_tree.h"

#include "base/nearest.h"
#include "cli/commands.h"

namespace gatehouse::cli {

std::unique_ptr<CLI::App> BuildCommandTree(Action& chosen) {
  auto program =
      std::make_unique<CLI::App>("A security gate in front of any HTTP service, and the work around it", "gatehouse");
  constexpr size_t kHelpColumn = 34;
  program->get_formatter()->column_width(kHelpColumn);
  program->set_version_flag("--version", "gatehouse " GATEHOUSE_VERSION, "Print the version and stop");
  program->set_help_flag("-h,--help", "Print this help and stop");
  program->require_subcommand(1);

  AddUp(*program, chosen);
  AddReload(*program, chosen);
  AddStop(*program, chosen);
  AddStatus(*program, chosen);
  AddCheck(*program, chosen);
  AddExplain(*program, chosen);
  AddToken(*program, chosen);
  AddControl(*program, chosen);
  AddRegistry(*program, chosen);
  AddUser(*program, chosen);
  AddPassword(*program, chosen);
  AddBlock(*program, chosen);
  AddRevoke(*program, chosen);
  AddEvents(*program, chosen);
  AddInspect(*program, chosen);
  AddRun(*program, chosen);
  AddSecrets(*program, chosen);
  AddSettings(*program, chosen);
  AddServiceAccount(*program, chosen);
  AddEnv(*program, chosen);
  AddKeys(*program, chosen);
  AddCompletion(*program, chosen);
  AddMan(*program, chosen);
  SetExamples(*program, {
                            "gatehouse check                     is ./gatehouse.yaml a good policy?",
                            "gatehouse up                        start the gate",
                            "gatehouse explain GET /health       would it pass, and why?",
                            "gatehouse status --format json      what has it done?",
                        });
  return program;
}

std::vector<const CLI::App*> Subcommands(const CLI::App& command) {
  return command.get_subcommands(
      [](const CLI::App* sub) { return !sub->get_group().empty() && !sub->get_name().empty(); });
}

std::vector<const CLI::Option*> Flags(const CLI::App& command) {
  return command.get_options(
      [](const CLI::Option* option) { return !option->get_group().empty() && option->nonpositional(); });
}

std::vector<const CLI::Option*> Positionals(const CLI::App& command) {
  return command.get_options([](const CLI::Option* option) { return option->get_positional(); });
}

std::vector<std::string> Spellings(const CLI::Option& option) {
  std::vector<std::string> spellings;
  for (const std::string& name : option.get_snames()) spellings.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) spellings.push_back("--" + name);
  return spellings;
}

bool TakesValue(const CLI::Option& option) { return option.get_items_expected_max() > 0; }

ValueWords ValueOf(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  if (type.contains("FILE")) return {ValueWords::Kind::kFile, {}};
  if (type.contains("DIR")) return {ValueWords::Kind::kFolder, {}};
  if (!type.contains('|')) return {};
  return {ValueWords::Kind::kChoice, CLI::detail::split(type, '|')};
}

std::vector<NamedCommand> AllCommands(const CLI::App& program) {
  std::vector<NamedCommand> all = {{program.get_name(), &program}};
  for (const CLI::App* sub : Subcommands(program)) {
    for (const NamedCommand& below : AllCommands(*sub))
      all.push_back({program.get_name() + " " + below.path, below.command});
  }
  return all;
}

std::optional<UnknownCommand> FindUnknownCommand(const CLI::App& program, std::span<const char* const> arguments) {
  const CLI::App* command = &program;
  std::string path = program.get_name();
  for (const char* argument : arguments) {
    const std::string word = argument;
    const std::vector<const CLI::App*> known = Subcommands(*command);
    if (known.empty() || word.starts_with('-')) return {};  // from here on CLI11 knows better
    std::vector<std::string_view> names;
    const CLI::App* found = nullptr;
    for (const CLI::App* sub : known) {
      names.push_back(sub->get_name());
      if (sub->get_name() == word) found = sub;
    }
    if (found == nullptr) return UnknownCommand{path, word, std::string(base::Nearest(word, names))};
    command = found;
    path += " " + word;
  }
  return {};
}

}  // namespace gatehouse::cli
