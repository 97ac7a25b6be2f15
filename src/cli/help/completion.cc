#include "cli/help/completion.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/command_tree.h"
#include "cli/commands.h"

namespace gatehouse::cli {
namespace {

// 'text' for a POSIX-like shell; fish writes the quote itself in another way.
std::string Quoted(std::string_view text, std::string_view quote_inside) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += quote_inside;
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

std::string ShellQuoted(std::string_view text) { return Quoted(text, R"('\'')"); }
std::string FishQuoted(std::string_view text) { return Quoted(text, R"(\')"); }

// The paths below the program, as alternatives of a shell `case`: "gatehouse up"|"gatehouse token"|…
std::string CasePaths(const CLI::App& program) {
  std::vector<std::string> paths;
  for (const NamedCommand& named : AllCommands(program)) {
    if (named.command != &program) paths.push_back(fmt::format("\"{}\"", named.path));
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

// The first positional that has a value worth completing, if any.
ValueWords PositionalValue(const CLI::App& command) {
  for (const CLI::Option* positional : Positionals(command)) {
    ValueWords value = ValueOf(*positional);
    if (value.kind != ValueWords::Kind::kAnything) return value;
  }
  return {};
}

struct CompletionOptions {
  std::string (*write)(const CLI::App&) = nullptr;
  const CLI::App* program = nullptr;
};

ExitCode PrintCompletion(const CompletionOptions& options) {
  PrintText(options.write(*options.program));
  return ExitCode::kFine;
}

}  // namespace

std::string BashCompletion(const CLI::App& program) {
  std::string values;
  std::string words;
  for (const NamedCommand& named : AllCommands(program)) {
    std::vector<std::string> list;
    for (const CLI::App* sub : Subcommands(*named.command)) list.push_back(sub->get_name());
    for (const CLI::Option* flag : Flags(*named.command)) {
      std::vector<std::string> places;
      for (const std::string& spelling : Spellings(*flag)) {
        list.push_back(spelling);
        places.push_back(fmt::format("\"{} {}\"", named.path, spelling));
      }
      if (!TakesValue(*flag)) continue;
      values += fmt::format("    {})\n      {}; return ;;\n", fmt::join(places, "|"), BashValues(ValueOf(*flag)));
    }
    const ValueWords positional = PositionalValue(*named.command);
    words += fmt::format("    \"{}\")\n", named.path);
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
                     program.get_name(), CasePaths(program), values, words);
}

std::string ZshCompletion(const CLI::App& program) {
  std::string values;
  std::string words;
  for (const NamedCommand& named : AllCommands(program)) {
    std::string commands;
    std::string options;
    for (const CLI::App* sub : Subcommands(*named.command)) {
      commands += " " + ShellQuoted(sub->get_name() + ":" + sub->get_description());
    }
    for (const CLI::Option* flag : Flags(*named.command)) {
      std::vector<std::string> places;
      for (const std::string& spelling : Spellings(*flag)) {
        options += " " + ShellQuoted(spelling + ":" + flag->get_description());
        places.push_back(fmt::format("\"{} {}\"", named.path, spelling));
      }
      if (!TakesValue(*flag)) continue;
      values += fmt::format("    ({}) {}; return ;;\n", fmt::join(places, "|"), ZshValues(ValueOf(*flag)));
    }
    words += fmt::format("    (\"{}\")\n", named.path);
    if (!commands.empty()) words += fmt::format("      commands=({} )\n      _describe command commands\n", commands);
    const ValueWords positional = PositionalValue(*named.command);
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
                     program.get_name(), CasePaths(program), values, words);
}

std::string FishCompletion(const CLI::App& program) {
  const std::string name = program.get_name();
  std::string lines;
  for (const NamedCommand& named : AllCommands(program)) {
    const std::string condition = fmt::format("complete -c {} -n '__{}_at \"{}\"'", name, name, named.path);
    for (const CLI::App* sub : Subcommands(*named.command)) {
      lines += fmt::format("{} -a {} -d {}\n", condition, sub->get_name(), FishQuoted(sub->get_description()));
    }
    for (const CLI::Option* flag : Flags(*named.command)) {
      lines += condition;
      for (const std::string& letter : flag->get_snames()) lines += " -s " + letter;
      for (const std::string& word : flag->get_lnames()) lines += " -l " + word;
      if (TakesValue(*flag)) lines += FishValues(ValueOf(*flag));
      lines += fmt::format(" -d {}\n", FishQuoted(flag->get_description()));
    }
    const ValueWords positional = PositionalValue(*named.command);
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
        for (const NamedCommand& named : AllCommands(program)) paths += FishQuoted(named.path) + " ";
        return paths;
      }(),
      lines);
}

void AddCompletion(CLI::App& program, Action& chosen) {
  struct Shell {
    const char* name;
    std::string (*write)(const CLI::App&);
    const char* where;
  };
  constexpr Shell kShells[] = {
      {"bash", BashCompletion, "gatehouse completion bash > ~/.local/share/bash-completion/completions/gatehouse"},
      {"zsh", ZshCompletion, "gatehouse completion zsh > \"${fpath[1]}/_gatehouse\""},
      {"fish", FishCompletion, "gatehouse completion fish > ~/.config/fish/completions/gatehouse.fish"},
  };
  CLI::App* completion = program.add_subcommand("completion", "Print the completion script of a shell");
  completion->require_subcommand(1);
  for (const Shell& shell : kShells) {
    CLI::App* command = completion->add_subcommand(shell.name, fmt::format("Completion for {}", shell.name));
    SetExamples(*command, {shell.where});
    SetAction(*command, chosen, std::make_shared<CompletionOptions>(shell.write, &program), PrintCompletion);
  }
  SetExamples(*completion, {kShells[0].where, kShells[1].where, kShells[2].where});
}

}  // namespace gatehouse::cli
