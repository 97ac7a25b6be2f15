#include "cli/command/command.h"

#include <algorithm>

#include "cli/command/arguments.h"

namespace gatehouse::cli {
namespace {

// A flag that every command has (--help, --version). The parser implements it.
Option OwnFlag(const char* names, const char* help) {
  Option flag;
  flag.names = names;
  flag.help = help;
  flag.takes = Option::Takes::kNothing;
  return flag;
}

const Option& HelpOption() {
  static const Option help = OwnFlag("-h,--help", "Print this help and stop");
  return help;
}

const Option& VersionOption() {
  static const Option version = OwnFlag("--version", "Print the version and stop");
  return version;
}

base::Result<std::string> AsItIs(std::string_view text) { return std::string(text); }

}  // namespace

std::vector<std::string> Option::Spellings() const {
  std::vector<std::string> spellings;
  for (size_t at = 0; at < names.size();) {
    const size_t end = std::min(names.find(',', at), names.size());
    std::string name = names.substr(at, end - at);
    if (name.starts_with('!')) name.erase(0, 1);
    spellings.push_back(std::move(name));
    at = end + 1;
  }
  return spellings;
}

std::string_view Command::Name() const {
  const size_t space = words.rfind(' ');
  return std::string_view(words).substr(space == std::string::npos ? 0 : space + 1);
}

std::string Program::PathOf(const Command& command) const {
  return command.words.empty() ? name : name + " " + command.words;
}

std::vector<const Command*> Program::In(const Command& group) const {
  const std::string front = group.words.empty() ? "" : group.words + " ";
  std::vector<const Command*> in;
  for (const Command& each : commands) {
    if (each.words.size() <= front.size() || !each.words.starts_with(front)) continue;
    if (each.words.find(' ', front.size()) == std::string::npos) in.push_back(&each);
  }
  return in;
}

const Command* Program::Find(std::string_view words) const {
  const auto found = std::ranges::find(commands, words, &Command::words);
  return found == commands.end() ? nullptr : &*found;
}

std::vector<const Option*> Program::ShownOptions(const Command& command) const {
  std::vector<const Option*> shown;
  if (command.words.empty()) shown.push_back(&VersionOption());
  shown.push_back(&HelpOption());
  for (const Option& option : command.options) {
    if (!option.hidden) shown.push_back(&option);
  }
  return shown;
}

Option TakingOne(std::string names, std::string value, std::string help, Take take) {
  Option option;
  option.names = std::move(names);
  option.value = std::move(value);
  option.help = std::move(help);
  option.take = std::move(take);
  return option;
}

Option TakingMany(std::string names, std::string value, std::string help, Take take) {
  Option option = TakingOne(std::move(names), std::move(value), std::move(help), std::move(take));
  option.takes = option.IsPositional() ? Option::Takes::kList : Option::Takes::kEachTime;
  return option;
}

Option Text(std::string names, std::string& target, std::string value, std::string help) {
  return Parsed(std::move(names), target, AsItIs, std::move(value), std::move(help));
}

Option Texts(std::string names, std::vector<std::string>& target, std::string value, std::string help) {
  return Each(std::move(names), target, AsItIs, std::move(value), std::move(help));
}

Option Flag(std::string names, bool& target, std::string help) {
  return {
      .names = std::move(names), .help = std::move(help), .takes = Option::Takes::kNothing, .set = [&target](bool yes) {
        target = yes;
      }};
}

Option Required(Option option) {
  option.required = true;
  return option;
}

Option Hidden(Option option) {
  option.hidden = true;
  return option;
}

Option Excluding(std::string name, Option option) {
  option.excludes = std::move(name);
  return option;
}

std::vector<Option> Joined(std::initializer_list<std::vector<Option>> lists) {
  std::vector<Option> joined;
  for (const std::vector<Option>& list : lists) joined.insert(joined.end(), list.begin(), list.end());
  return joined;
}

Option PolicyOption(std::string& path) {
  return Text("-c,--policy", path, "FILE", "The policy file (default: ./gatehouse.yaml)");
}

Option FormatOption(Format& format) {
  return Parsed("--format", format, ParseFormat, "text|json", "Format of the output (default: text)");
}

Option NowOption(std::optional<base::Wall>& now) {
  return Parsed("--now", now, ParseTime, "TIME", "Decide as if it were this time: seconds since 1970, or RFC 3339");
}

Action Holding(std::shared_ptr<const void> options, std::function<Outcome(const void* options)> run) {
  return [options = std::move(options), run = std::move(run)] { return run(options.get()); };
}

}  // namespace gatehouse::cli
