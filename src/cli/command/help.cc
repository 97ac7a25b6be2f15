#include "cli/command/help.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace gatehouse::cli {
namespace {

constexpr size_t kWidest = kHelpColumns;
constexpr size_t kNarrowest = 40;

// How wide a page is, and the column in which its explanations begin: 34 of 100, 27 of 80.
class Layout {
 public:
  explicit Layout(size_t columns)
      : width_(std::clamp(columns, kNarrowest, kWidest)), column_(width_ * kNamesOfWidest / kWidest) {}

  // The text in lines that fit, each indented to `column`, the first one by the caller.
  [[nodiscard]] std::string Wrapped(std::string_view text, size_t column) const {
    std::string lines;
    while (text.size() > width_ - column) {
      size_t space = text.rfind(' ', width_ - column);
      if (space == std::string_view::npos || space == 0) space = text.find(' ');  // behind one long word
      if (space == std::string_view::npos) break;
      lines += fmt::format("{}\n{:<{}}", text.substr(0, space), "", column);
      text.remove_prefix(space + 1);
    }
    return lines + std::string(text);
  }

  // "  --format text|json              Format of the output"; a name that is too long for its column gets its own line.
  [[nodiscard]] std::string Line(const std::string& name, const std::string& help) const {
    const std::string indented = "  " + name;
    if (indented.size() < column_) return fmt::format("{:<{}}{}\n", indented, column_, Wrapped(help, column_));
    return fmt::format("{}\n{:<{}}{}\n", indented, "", column_, Wrapped(help, column_));
  }

 private:
  static constexpr size_t kNamesOfWidest = 34;  // columns of the widest page that names take
  size_t width_;
  size_t column_;
};

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

std::string OptionLine(const Layout& layout, const Command& command, const Option& option) {
  std::string name = fmt::format("{}", fmt::join(option.Spellings(), ", "));
  if (!option.IsPositional() && option.takes != Option::Takes::kNothing) name += " " + ValueWord(option);
  return layout.Line(name, Explanation(command, option));
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

std::string HelpText(const Program& program, const Command& command, size_t columns) {
  constexpr std::string_view kUsage = "Usage: ";
  const Layout layout(columns);
  std::string text = fmt::format("{}\n\n{}{}\n", layout.Wrapped(command.help, 0), kUsage,
                                 layout.Wrapped(UsageLine(program, command), kUsage.size()));
  if (!command.positionals.empty()) text += "\nArguments:\n";
  for (const Option& positional : command.positionals) text += OptionLine(layout, command, positional);
  const std::vector<const Command*> below = program.In(command);
  if (!below.empty()) text += "\nCommands:\n";
  for (const Command* each : below) text += layout.Line(std::string(each->Name()), each->help);
  text += "\nOptions:\n";
  for (const Option* option : program.ShownOptions(command)) text += OptionLine(layout, command, *option);
  if (command.examples.empty()) return text;
  text += "\nExamples:\n";
  for (const std::string& example : command.examples) text += "  " + example + "\n";
  return text;
}

}  // namespace gatehouse::cli
