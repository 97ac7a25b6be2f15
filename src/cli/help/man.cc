#include "cli/help/man.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/command/help.h"
#include "cli/commands.h"
#include "cli/table.h"

namespace gatehouse::cli {
namespace {

// Escapes text for troff: no requests, no escapes, no hyphens at which a line may break.
std::string Troff(std::string_view text) {
  std::string escaped;
  bool line_start = true;
  for (const char c : text) {
    if (line_start && (c == '.' || c == '\'')) escaped += "\\&";
    if (c == '\\') {
      escaped += "\\e";
    } else if (c == '-') {
      escaped += "\\-";
    } else {
      escaped += c;
    }
    line_start = c == '\n';
  }
  return escaped;
}

std::string PositionalWord(const Option& option) { return option.required ? option.names : "[" + option.names + "]"; }

std::string OptionEntry(const Command& command, const Option& option) {
  std::vector<std::string> spellings;
  for (const std::string& spelling : option.Spellings()) spellings.push_back("\\fB" + Troff(spelling) + "\\fR");
  std::string entry = fmt::format(".TP\n{}", fmt::join(spellings, ", "));
  if (!option.IsPositional() && !option.value.empty()) entry += " \\fI" + Troff(option.value) + "\\fR";
  return entry + "\n" + Troff(Explanation(command, option)) + "\n";
}

std::string ExamplesOf(const Command& command) {
  if (command.examples.empty()) return {};
  std::string lines;
  for (const std::string& example : command.examples) lines += "  " + example + "\n";
  lines.pop_back();
  return fmt::format(".PP\n.nf\n{}\n.fi\n", Troff(lines));
}

std::string CommandSection(const Program& program, const Command& command) {
  std::string heading = Troff(program.PathOf(command));
  for (const Option& positional : command.positionals) heading += " " + Troff(PositionalWord(positional));
  std::string section = fmt::format(".SS {}\n{}\n", heading, Troff(command.help));
  for (const Option& positional : command.positionals) section += OptionEntry(command, positional);
  for (const Option& option : command.options) {
    if (!option.hidden) section += OptionEntry(command, option);
  }
  return section + ExamplesOf(command);
}

constexpr std::string_view kAfterCommands = R"(.SH EXIT STATUS
.TP
0
Success, or the request would be allowed.
.TP
1
There are findings: refused, invalid.
.TP
2
The command could not run: wrong usage, a policy with errors, an unreadable file. Nothing was started or changed.
.TP
3
There was nothing to do: the gate is not running, or the thing to remove does not exist.
.SH ENVIRONMENT
.TP
NO_COLOR
If it is set and not empty: no colour, even on a terminal.
.TP
GATEHOUSE_NGINX
The nginx program to start, instead of the one in PATH or /usr/sbin.
.TP
GATEHOUSE_MODULE
The file ngx_http_gatehouse_module.so, instead of the one beside the program or in /usr/lib.
.SH FILES
.TP
gatehouse.yaml
The policy, if the command names no other.
)";

}  // namespace

std::string ManPage(const Program& program) {
  const Command& whole = program.commands.front();
  std::string page = fmt::format(
      ".TH {} 1 \"\" \"{}\"\n.SH NAME\n{} \\- {}\n.SH SYNOPSIS\n\\fB{}\\fR \\fICOMMAND\\fR "
      "[\\fIOPTION\\fR]...\n",
      "GATEHOUSE", program.version, program.name, Troff(whole.help), program.name);
  page += ".SH DESCRIPTION\nData goes to standard output, messages go to standard error.\n" + ExamplesOf(whole) +
          ".SH COMMANDS\n";
  for (const Command& command : program.commands) {
    if (!command.IsGroup()) page += CommandSection(program, command);
  }
  return page + std::string(kAfterCommands);
}

Command ManCommand() {
  return {.help = "Print the manual page",
          .examples = {"gatehouse man | man -l -", "gatehouse man > /usr/local/share/man/man1/gatehouse.1"},
          .action = []() -> Outcome {
            PrintText(ManPage(Gatehouse()));
            return ExitCode::kFine;
          }};
}

}  // namespace gatehouse::cli
