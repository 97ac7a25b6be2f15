#include "cli/command/help.h"

#include <fmt/format.h>

namespace gatehouse::cli {
namespace {

constexpr size_t kColumn = 34;  // column in which explanations begin

// "  --format text|json              Format of the output"; a name that is too long for its column gets its own line.
std::string Line(const std::string& name, const std::string& help) {
  const std::string indented = "  " + name;
  if (indented.size() < kColumn) return fmt::format("{:<{}}{}\n", indented, kColumn, help);
  return fmt::format("{}\n{:<{}}{}\n", indented, "", kColumn, help);
}

// "files...", in brackets if it is optional.
std::string UsageWord(const Option& positional) {
  const std::string word = positional.names + (positional.TakesMany() ? "..." : "");
  return positional.required ? word : "[" + word + "]";
}

// "--tls,--no-tls{false}": the mark ! is left out; the negative name is shown with the value that it sets.
std::string ShownNames(const Option& option) {
  std::string shown;
  for (size_t at = 0; at < option.names.size();) {
    const size_t end = std::min(option.names.find(',', at), option.names.size());
    const std::string name = option.names.substr(at, end - at);
    shown += shown.empty() ? "" : ",";
    shown += name.starts_with('!') ? name.substr(1) + "{false}" : name;
    at = end + 1;
  }
  return shown;
}

std::string OptionLine(const Option& option, const std::vector<std::string>& excluded) {
  std::string name = ShownNames(option);
  if (option.takes != Option::Takes::kNothing) {
    name += " " + (option.value.empty() ? std::string("TEXT") : option.value);
    if (option.TakesMany()) name += " ...";
    if (option.required) name += " REQUIRED";
  }
  for (const std::string& other : excluded) name += " Excludes: " + other;
  return Line(name, option.help);
}

// The options that must not be combined with this one, declared by either of the two.
std::vector<std::string> ExcludedBy(const Command& command, const Option& option) {
  std::vector<std::string> excluded;
  if (!option.excludes.empty()) excluded.push_back(option.excludes);
  for (const Option& other : command.options) {
    for (const std::string& spelling : option.Spellings()) {
      if (other.excludes == spelling) excluded.push_back(other.Spellings().back());
    }
  }
  return excluded;
}

}  // namespace

std::string HelpText(const Program& program, const Command& command) {
  std::string text = fmt::format("{}\nUsage: {} [OPTIONS]", command.help, program.PathOf(command));
  for (const Option& positional : command.positionals) text += " " + UsageWord(positional);
  const std::vector<const Command*> below = program.In(command);
  text += below.empty() ? "\n" : " SUBCOMMAND\n";
  if (!command.positionals.empty()) text += "\nPositionals:\n";
  for (const Option& positional : command.positionals) {
    text += OptionLine(positional, ExcludedBy(command, positional));
  }
  text += "\nOptions:\n";
  for (const Option* option : program.ShownOptions(command)) text += OptionLine(*option, ExcludedBy(command, *option));
  if (!below.empty()) text += "\nSubcommands:\n";
  for (const Command* each : below) text += Line(std::string(each->Name()), each->help);
  if (command.examples.empty()) return text;
  text += "\nExamples:\n";
  for (const std::string& example : command.examples) text += "  " + example + "\n";
  return text;
}

}  // namespace gatehouse::cli
