#include "audit/checks/run_downloads.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "audit/repository/finding.h"
#include "base/bytes.h"

namespace gatehouse::audit {
namespace {

constexpr std::array<std::string_view, 4> kLoaders = {"curl", "wget", "irm", "iwr"};
constexpr std::array<std::string_view, 7> kShells = {"sh", "bash", "dash", "ash", "zsh", "ksh", "iex"};
constexpr std::array<std::string_view, 5> kInterpreters = {"python", "python3", "perl", "ruby", "node"};

bool IsOneOfAnyCase(std::string_view name, const auto& names) {
  return std::ranges::find(names, base::AsciiLower(name)) != names.end();
}

// "-c", "-ec": a single letter among those of one word.
bool HasLetter(std::string_view word, char letter) {
  return word.size() > 1 && word[0] == '-' && word[1] != '-' && word.contains(letter);
}

// Whether it runs what it reads, because no word of it names a program: bash -s -- a, not python3 -m json.tool.
bool RunsItsInput(const ShellCommand& command) {
  const std::string_view name = command.Name();
  const bool is_shell = IsOneOfAnyCase(name, kShells);
  if (!is_shell && !IsOneOfAnyCase(name, kInterpreters)) return false;
  bool is_value = false;
  for (size_t i = 1; i < command.words.size(); ++i) {
    const std::string_view word = command.words[i];
    if (std::exchange(is_value, false)) continue;
    if (word == "-" || word == "/dev/stdin") return true;
    if (is_shell && HasLetter(word, 's')) return true;
    if (HasLetter(word, 'c') || (!is_shell && (HasLetter(word, 'm') || HasLetter(word, 'e') || HasLetter(word, 'n'))))
      return false;
    const bool is_option = word.starts_with('-') || word.starts_with('+');
    // "-o pipefail", "> log", "2> log"
    is_value = (is_shell && is_option && word.ends_with('o')) || word.ends_with('>') || word == "<";
    if (word.empty() || is_option || word.contains('>') || word[0] == '<' || word[0] == '&') continue;
    return false;  // a program's file
  }
  return true;
}

// sh -c "$(curl …)", eval "$(curl …)", source <(curl …): it runs what a substitution gives.
bool RunsSubstitution(const ShellCommand& command) {
  const std::string_view name = command.Name();
  const bool is_runner = IsOneOfAnyCase(name, kShells) || IsOneOfAnyCase(name, kInterpreters) || name == "eval" ||
                         name == "source" || name == ".";
  return is_runner && std::ranges::any_of(command.words, [](const std::string& word) { return word.contains("$()"); });
}

}  // namespace

std::vector<RunDownload> RunDownloads(std::span<const ShellCommand> commands) {
  std::vector<RunDownload> found;
  // The command that substitutions are words of: the next that is in none itself. It only moves forward, so that a file
  // of nothing but substitutions is read in one pass.
  size_t outer = 0;
  bool outer_runs = false;
  bool is_loaded = false;  // what the command reads through its pipe
  for (size_t i = 0; i < commands.size(); ++i) {
    const ShellCommand& command = commands[i];
    const std::string_view name = command.Name();
    const bool is_loader = IsOneOfAnyCase(name, kLoaders);
    if (command.reads_pipe && is_loaded && RunsItsInput(command))
      found.push_back({command.line, fmt::format("{} runs what was just loaded", name)});
    if (is_loader && command.in_substitution) {
      if (outer <= i) {
        outer = i + 1;
        while (outer < commands.size() && commands[outer].in_substitution) ++outer;
        outer_runs = outer < commands.size() && RunsSubstitution(commands[outer]);
      }
      if (outer_runs)
        found.push_back({command.line, fmt::format("{} runs what {} loads", Shown(commands[outer].Name()), name)});
    }
    is_loaded = is_loader || (is_loaded && command.reads_pipe);
  }
  return found;
}

}  // namespace gatehouse::audit
