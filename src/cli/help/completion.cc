#include "cli/help/completion.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/commands.h"
#include "cli/table.h"
#include "cli/terminal/shell_text.h"

namespace gatehouse::cli {
namespace {

std::string FishQuoted(std::string_view text) { return ShellQuoted(text, R"(\')"); }

// The kind of value that an option's placeholder names: files, folders, one of a few words, or anything.
struct ValueWords {
  enum class Kind : uint8_t { kAnything, kFile, kFolder, kChoice } kind = Kind::kAnything;
  std::vector<std::string> choices;
};

ValueWords ValueOf(const Option& option) {
  const std::string_view word = option.value;
  if (word.contains("FILE")) return {ValueWords::Kind::kFile, {}};
  if (word.contains("DIR")) return {ValueWords::Kind::kFolder, {}};
  if (!word.contains('|')) return {};
  ValueWords value{ValueWords::Kind::kChoice, {}};
  for (size_t at = 0; at <= word.size();) {
    const size_t end = std::min(word.find('|', at), word.size());
    value.choices.emplace_back(word.substr(at, end - at));
    at = end + 1;
  }
  return value;
}

bool TakesValue(const Option& option) { return option.takes != Option::Takes::kNothing; }

// All commands, as alternatives of a shell `case`: "gatehouse up"|"gatehouse token"|…
std::string CasePaths(const Program& program) {
  std::vector<std::string> paths;
  for (const Command& command : program.commands) {
    if (!command.words.empty()) paths.push_back(fmt::format("\"{}\"", program.PathOf(command)));
  }
  return fmt::format("{}", fmt::join(paths, "|"));
}

std::string BashValues(const ValueWords& value) {
  switch (value.kind) {
    case ValueWords::Kind::kFile:
      return "COMPREPLY=($(compgen -f -- \"$cur\"))";
    case ValueWords::Kind::kFolder:
      return "COMPREPLY=($(compgen -d -- \"$cur\"))";
    case ValueWords::Kind::kChoice:
      return fmt::format("COMPREPLY=($(compgen -W \"{}\" -- \"$cur\"))", fmt::join(value.choices, " "));
    case ValueWords::Kind::kAnything:
      break;
  }
  return "COMPREPLY=()";
}

std::string ZshValues(const ValueWords& value) {
  switch (value.kind) {
    case ValueWords::Kind::kFile:
      return "_files";
    case ValueWords::Kind::kFolder:
      return "_files -/";
    case ValueWords::Kind::kChoice:
      return fmt::format("compadd -- {}", fmt::join(value.choices, " "));
    case ValueWords::Kind::kAnything:
      break;
  }
  return "_message value";
}

std::string FishValues(const ValueWords& value) {
  switch (value.kind) {
    case ValueWords::Kind::kFile:
      return " -r -F";
    case ValueWords::Kind::kFolder:
      return " -x -a '(__fish_complete_directories)'";
    case ValueWords::Kind::kChoice:
      return fmt::format(" -x -a '{}'", fmt::join(value.choices, " "));
    case ValueWords::Kind::kAnything:
      break;
  }
  return " -x";
}

// The values of the first positional that can be completed, if any.
ValueWords PositionalValue(const Command& command) {
  for (const Option& positional : command.positionals) {
    ValueWords value = ValueOf(positional);
    if (value.kind != ValueWords::Kind::kAnything) return value;
  }
  return {};
}

Command CompletionCommand(const char* shell, const char* where, std::string (*write)(const Program&)) {
  return {.help = fmt::format("Completion for {}", shell), .examples = {where}, .action = [write]() -> Outcome {
            PrintText(write(Gatehouse()));
            return ExitCode::kFine;
          }};
}

constexpr const char* kBash = "gatehouse completion bash > ~/.local/share/bash-completion/completions/gatehouse";
constexpr const char* kZsh = "gatehouse completion zsh > \"${fpath[1]}/_gatehouse\"";
constexpr const char* kFish = "gatehouse completion fish > ~/.config/fish/completions/gatehouse.fish";

}  // namespace

std::string BashCompletion(const Program& program) {
  std::string values;
  std::string words;
  for (const Command& command : program.commands) {
    const std::string path = program.PathOf(command);
    std::vector<std::string> list;
    for (const Command* sub : program.In(command)) list.push_back(std::string(sub->Name()));
    for (const Option* flag : program.ShownOptions(command)) {
      std::vector<std::string> places;
      for (const std::string& spelling : flag->Spellings()) {
        list.push_back(spelling);
        places.push_back(fmt::format("\"{} {}\"", path, spelling));
      }
      if (!TakesValue(*flag)) continue;
      values += fmt::format("    {})\n      {}; return ;;\n", fmt::join(places, "|"), BashValues(ValueOf(*flag)));
    }
    const ValueWords positional = PositionalValue(command);
    words += fmt::format("    \"{}\")\n", path);
    if (positional.kind == ValueWords::Kind::kChoice)
      list.insert(list.end(), positional.choices.begin(), positional.choices.end());
    if (positional.kind == ValueWords::Kind::kFile) {
      words += fmt::format("      [[ $cur != -* ]] && {{ {}; return; }}\n", BashValues(positional));
    }
    words += fmt::format("      COMPREPLY=($(compgen -W \"{}\" -- \"$cur\")) ;;\n", fmt::join(list, " "));
  }
  return fmt::format(R"(# bash completion for {0}; made by: {0} completion bash
_{0}() {{
  local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD-1]}} at={0} i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at ${{COMP_WORDS[i]}}" in
      {1}) at="$at ${{COMP_WORDS[i]}}" ;;
    esac
  done
  case "$at $prev" in
{2}  esac
  case "$at" in
{3}  esac
}}
complete -o filenames -F _{0} {0}
)",
                     program.name, CasePaths(program), values, words);
}

std::string ZshCompletion(const Program& program) {
  std::string values;
  std::string words;
  for (const Command& command : program.commands) {
    const std::string path = program.PathOf(command);
    std::string commands;
    std::string options;
    for (const Command* sub : program.In(command)) {
      commands += " " + ShellQuoted(std::string(sub->Name()) + ":" + sub->help);
    }
    for (const Option* flag : program.ShownOptions(command)) {
      std::vector<std::string> places;
      for (const std::string& spelling : flag->Spellings()) {
        options += " " + ShellQuoted(spelling + ":" + flag->help);
        places.push_back(fmt::format("\"{} {}\"", path, spelling));
      }
      if (!TakesValue(*flag)) continue;
      values += fmt::format("    ({}) {}; return ;;\n", fmt::join(places, "|"), ZshValues(ValueOf(*flag)));
    }
    words += fmt::format("    (\"{}\")\n", path);
    if (!commands.empty()) words += fmt::format("      commands=({} )\n      _describe command commands\n", commands);
    const ValueWords positional = PositionalValue(command);
    if (positional.kind != ValueWords::Kind::kAnything) words += fmt::format("      {}\n", ZshValues(positional));
    words += fmt::format("      options=({} )\n      _describe -o option options ;;\n", options);
  }
  return fmt::format(R"(#compdef {0}
# zsh completion for {0}; made by: {0} completion zsh
_{0}() {{
  local at={0}
  local -a commands options
  integer i
  for ((i = 2; i < CURRENT; i++)); do
    case "$at $words[i]" in
      ({1}) at="$at $words[i]" ;;
    esac
  done
  case "$at $words[CURRENT-1]" in
{2}  esac
  case "$at" in
{3}  esac
}}
compdef _{0} {0}
)",
                     program.name, CasePaths(program), values, words);
}

std::string FishCompletion(const Program& program) {
  const std::string name = program.name;
  std::string lines;
  for (const Command& command : program.commands) {
    const std::string path = program.PathOf(command);
    const std::string condition = fmt::format("complete -c {} -n '__{}_at \"{}\"'", name, name, path);
    for (const Command* sub : program.In(command)) {
      lines += fmt::format("{} -a {} -d {}\n", condition, std::string(sub->Name()), FishQuoted(sub->help));
    }
    for (const Option* flag : program.ShownOptions(command)) {
      lines += condition;
      for (const std::string& spelling : flag->Spellings()) {
        lines += spelling.starts_with("--") ? " -l " + spelling.substr(2) : " -s " + spelling.substr(1);
      }
      if (TakesValue(*flag)) lines += FishValues(ValueOf(*flag));
      lines += fmt::format(" -d {}\n", FishQuoted(flag->help));
    }
    const ValueWords positional = PositionalValue(command);
    if (positional.kind == ValueWords::Kind::kFile) lines += condition + " -F\n";
    if (positional.kind == ValueWords::Kind::kChoice) {
      lines += fmt::format("{} -a '{}'\n", condition, fmt::join(positional.choices, " "));
    }
  }
  return fmt::format(
      R"(# fish completion for {0}; made by: {0} completion fish
function __{0}_at
    set -l at {0}
    set -l words (commandline -opc)
    set -e words[1]
    for word in $words
        if contains -- "$at $word" {1}
            set at "$at $word"
        end
    end
    test "$at" = "$argv[1]"
end
complete -c {0} -f
{2})",
      name,
      [&] {
        std::string paths;
        for (const Command& command : program.commands) paths += FishQuoted(program.PathOf(command)) + " ";
        return paths;
      }(),
      lines);
}

Command CompletionGroup() {
  return {.help = "Print the completion script of a shell", .examples = {kBash, kZsh, kFish}};
}

Command CompletionBashCommand() { return CompletionCommand("bash", kBash, BashCompletion); }
Command CompletionZshCommand() { return CompletionCommand("zsh", kZsh, ZshCompletion); }
Command CompletionFishCommand() { return CompletionCommand("fish", kFish, FishCompletion); }

}  // namespace gatehouse::cli
