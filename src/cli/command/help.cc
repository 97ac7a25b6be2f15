#include "cli/command/help.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace gatehouse::cli {
namespace {

constexpr size_t kColumn = 34;  // column in which explanations begin
constexpr size_t kWidth = 100;  // columns of a line

// The text in lines of at most kWidth columns, each indented to `column`, the first one by the caller.
std::string Wrapped(std::string_view text, size_t column) {
  std::string lines;
  while (text.size() > kWidth - column) {
    const size_t space = text.rfind(' ', kWidth - column);
    if (space == std::string_view::npos || space == 0) break;  // one long word
    lines += fmt::format("{}\n{:<{}}", text.substr(0, space), "", column);
    text.remove_prefix(space + 1);
  }
  return lines + std::string(text);
}

// "  --format text|json              Format of the output"; a name that is too long for its column gets its own line.
std::string Line(const std::string& name, const std::string& help) {
  const std::string indented = "  " + name;
  if (indented.size() < kColumn) return fmt::format("{:<{}}{}\n", indented, kColumn, Wrapped(help, kColumn));
  return fmt::format("{}\n{:<{}}{}\n", indented, "", kColumn, Wrapped(help, kColumn));
}

std::string ValueWord(const Option& option) { return option.value.empty() ? std::string("TEXT") : option.value; }

// "FILE...", in brackets if it is optional; "-- COMMAND..." for the words behind the dashes.
std::string PositionalUsage(const Option& positional) {
  const std::string word = positional.names + (positional.TakesMany() ? "..." : "");
  if (positional.takes == Option::Takes::kBehind) return "-- " + word;
  return positional.required ? word : "[" + word + "]";
}

// What has to be typed, in order: required options, the other options as one word, arguments.
std::string UsageLine(const Program& program, const Command& command) {
  std::string usage = program.PathOf(command);
  if (command.IsGroup()) return usage + " COMMAND";
  for (const Option& option : command.options) {
    if (option.required) usage += fmt::format(" {} {}", option.Spellings().back(), ValueWord(option));
  }
  usage += " [OPTIONS]";
  for (const Option& positional : command.positionals) usage += " " + PositionalUsage(positional);
  return usage;
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

std::string OptionLine(const Command& command, const Option& option) {
  std::string name = fmt::format("{}", fmt::join(option.Spellings(), ", "));
  if (!option.IsPositional() && option.takes != Option::Takes::kNothing) name += " " + ValueWord(option);
  return Line(name, Explanation(command, option));
}

}  // namespace

std::string Explanation(const Command& command, const Option& option) {
  std::vector<std::string> remarks;
  if (option.required && !option.IsPositional()) remarks.emplace_back("required");
  if (option.takes == Option::Takes::kEachTime) remarks.emplace_back("may be repeated");
  if (const auto excluded = ExcludedBy(command, option); !excluded.empty()) {
    remarks.push_back(fmt::format("not with {}", fmt::join(excluded, " or ")));
  }
  return remarks.empty() ? option.help : fmt::format("{} ({})", option.help, fmt::join(remarks, "; "));
}

std::string HelpText(const Program& program, const Command& command) {
  std::string text = fmt::format("{}\n\nUsage: {}\n", Wrapped(command.help, 0), UsageLine(program, command));
  if (!command.positionals.empty()) text += "\nArguments:\n";
  for (const Option& positional : command.positionals) text += OptionLine(command, positional);
  const std::vector<const Command*> below = program.In(command);
  if (!below.empty()) text += "\nCommands:\n";
  for (const Command* each : below) text += Line(std::string(each->Name()), each->help);
  text += "\nOptions:\n";
  for (const Option* option : program.ShownOptions(command)) text += OptionLine(command, *option);
  if (command.examples.empty()) return text;
  text += "\nExamples:\n";
  for (const std::string& example : command.examples) text += "  " + example + "\n";
  return text;
}

}  // namespace gatehouse::cli
