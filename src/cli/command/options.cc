#include "cli/command/options.h"

#include "cli/command/arguments.h"

namespace gatehouse::cli {

CLI::Option* AddPolicyOption(CLI::App& command, std::string& path) {
  return command.add_option("-c,--policy", path, "The policy file (default: ./gatehouse.yaml)")->type_name("FILE");
}

CLI::Option* AddFormatOption(CLI::App& command, Format& format) {
  return AddParsed(command, "--format", format, ParseFormat, "How data is written to stdout (default: text)")
      ->type_name("text|json");
}

CLI::Option* AddNowOption(CLI::App& command, std::optional<base::Wall>& now) {
  return AddParsed(command, "--now", now, ParseTime, "Decide as if it were this time: seconds since 1970, or RFC 3339")
      ->type_name("TIME");
}

void SetExamples(CLI::App& command, std::initializer_list<std::string_view> examples) {
  std::string footer = "Examples:";
  for (const std::string_view example : examples) footer += "\n  " + std::string(example);
  command.footer(footer);
}

}  // namespace gatehouse::cli
