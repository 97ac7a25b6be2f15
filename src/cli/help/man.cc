#include "cli/help/man.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/command_tree.h"
#include "cli/commands.h"

namespace gatehouse::cli {
namespace {

// Text in which troff sees no request, no escape and no hyphen to break at.
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

std::string Positional(const CLI::Option& option) {
  const std::string name = option.get_name(true);
  return option.get_required() ? name : "[" + name + "]";
}

std::string OptionEntry(const CLI::Option& option) {
  std::vector<std::string> spellings;
  for (const std::string& spelling : Spellings(option)) spellings.push_back("\\fB" + Troff(spelling) + "\\fR");
  std::string entry = fmt::format(".TP\n{}", fmt::join(spellings, ", "));
  if (TakesValue(option) && !option.get_type_name().empty()) entry += " \\fI" + Troff(option.get_type_name()) + "\\fR";
  return entry + "\n" + Troff(option.get_description()) + "\n";
}

std::string ExamplesOf(const CLI::App& command) {
  const std::string footer = command.get_footer();
  const size_t first = footer.find('\n');
  if (first == std::string::npos) return {};
  return fmt::format(".PP\n.nf\n{}\n.fi\n", Troff(footer.substr(first + 1)));
}

std::string CommandSection(const NamedCommand& named) {
  std::string heading = Troff(named.path);
  for (const CLI::Option* positional : Positionals(*named.command)) heading += " " + Troff(Positional(*positional));
  std::string section = fmt::format(".SS {}\n{}\n", heading, Troff(named.command->get_description()));
  for (const CLI::Option* flag : Flags(*named.command)) {
    if (flag->get_lnames() != std::vector<std::string>{"help"}) section += OptionEntry(*flag);
  }
  return section + ExamplesOf(*named.command);
}

constexpr std::string_view kAfterCommands = R"(.SH EXIT STATUS
.TP
0
All is well, or the request would be allowed.
.TP
1
There are findings: refused, invalid.
.TP
2
It could not run: wrong usage, a policy with errors, a file that cannot be read. Nothing was started or changed.
.TP
3
There was nothing to do: the gate does not run, or what was to be removed was not there.
.SH ENVIRONMENT
.TP
NO_COLOR
Any value but the empty one: no colour, on a terminal either.
.TP
GATEHOUSE_NGINX
The nginx program to start, instead of the one in PATH or /usr/sbin.
.TP
GATEHOUSE_MODULE
The file ngx_http_gatehouse_module.so, instead of the one beside the program or in /usr/lib.
.SH FILES
.TP
gatehouse.yaml
The policy, where none is named.
)";

struct ManOptions {
  const CLI::App* program = nullptr;
};

ExitCode PrintManPage(const ManOptions& options) {
  PrintText(ManPage(*options.program));
  return ExitCode::kFine;
}

}  // namespace

std::string ManPage(const CLI::App& program) {
  const std::string name = program.get_name();
  std::string page = fmt::format(
      ".TH {} 1 \"\" \"gatehouse {}\"\n.SH NAME\n{} \\- {}\n.SH SYNOPSIS\n\\fB{}\\fR \\fICOMMAND\\fR "
      "[\\fIOPTION\\fR]...\n",
      "GATEHOUSE", GATEHOUSE_VERSION, name, Troff(program.get_description()), name);
  page += ".SH DESCRIPTION\nData goes to standard output, words to standard error.\n" + ExamplesOf(program) +
          ".SH COMMANDS\n";
  for (const NamedCommand& named : AllCommands(program)) {
    if (Subcommands(*named.command).empty()) page += CommandSection(named);
  }
  return page + std::string(kAfterCommands);
}

void AddMan(CLI::App& program, Action& chosen) {
  CLI::App* command = program.add_subcommand("man", "Print the manual page");
  SetExamples(*command, {"gatehouse man | man -l -", "gatehouse man > /usr/local/share/man/man1/gatehouse.1"});
  SetAction(*command, chosen, std::make_shared<ManOptions>(&program), PrintManPage);
}

}  // namespace gatehouse::cli
