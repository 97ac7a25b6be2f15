// The words that commands build their command line from, on top of CLI11: parsed options, the options that many
// commands share, examples. What was typed becomes what it means here; a command's action sees only values.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "cli/command/exit_code.h"
#include "cli/terminal/output.h"

namespace gatehouse::cli {

// What the command line asked for, set by the one command that was named and run after all of it was understood.
using Action = std::function<ExitCode()>;

// An option or positional whose text is parsed on the spot; a text that does not parse is wrong usage.
template <typename T, typename Parse>
CLI::Option* AddParsed(CLI::App& command, const std::string& names, T& target, Parse parse, const std::string& help) {
  const auto convert = [&target, parse, names](const std::string& typed) {
    auto meant = parse(std::string_view(typed));
    if (!meant) throw CLI::ValidationError(names, meant.error().Text());
    target = std::move(*meant);
  };
  return command.add_option_function<std::string>(names, convert, help);
}

// The same for an option that may stand several times, one value each.
template <typename T, typename Parse>
CLI::Option* AddEach(CLI::App& command, const std::string& names, std::vector<T>& target, Parse parse,
                     const std::string& help) {
  const auto convert = [&target, parse, names](const std::vector<std::string>& typed) {
    for (const std::string& text : typed) {
      auto meant = parse(std::string_view(text));
      if (!meant) throw CLI::ValidationError(names, meant.error().Text());
      target.push_back(std::move(*meant));
    }
  };
  return command.add_option_function<std::vector<std::string>>(names, convert, help)->allow_extra_args(false);
}

// Any text, as it is.
[[nodiscard]] inline base::Result<std::string> AnyText(std::string_view text) { return std::string(text); }

// -c, --policy FILE; ./gatehouse.yaml without it.
CLI::Option* AddPolicyOption(CLI::App& command, std::string& path);
// --format text|json
CLI::Option* AddFormatOption(CLI::App& command, Format& format);
// --now TIME: instead of the clock.
CLI::Option* AddNowOption(CLI::App& command, std::optional<base::Wall>& now);

// The last words of --help, and a part of the man page.
void SetExamples(CLI::App& command, std::initializer_list<std::string_view> examples);

// Names the action of a command. `options` lives as long as the program.
template <typename Options>
void SetAction(CLI::App& command, Action& chosen, std::shared_ptr<Options> options, ExitCode (*run)(const Options&)) {
  command.callback([&chosen, options = std::move(options), run] { chosen = [options, run] { return run(*options); }; });
}

}  // namespace gatehouse::cli
