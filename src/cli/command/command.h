// A command as data: what it is called, what it takes, how to call it, what it does. Help, completion, the man page and
// did-you-mean are made from it (help/), and parse.cc is the only file that knows the library which reads a command
// line. A command's file writes one function that returns its description; table.cc lists them all. Shown by
// parse_test.cc, table_test.cc.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "cli/command/failure.h"
#include "cli/terminal/output.h"

namespace gatehouse::cli {

// An option or a positional: its words, and what becomes of the text that was typed for it.
struct Option {
  enum class Takes : uint8_t {
    kNothing,   // a flag
    kOne,       // one value
    kEachTime,  // may be repeated, one value each time
    kList,      // a positional that takes all the values there are
    kBehind,    // a positional that takes the words behind "--", as they are
  };

  std::string names;  // "-c,--policy"; "--tls,!--no-tls", where the one with ! means no; of a positional, its name
  std::string value;  // what help calls its value: "FILE", "DIR", "text|json"; empty for a flag
  std::string help;
  Takes takes = Takes::kOne;
  bool required = false;
  bool hidden = false;   // works, but is not shown
  size_t most = 0;       // values of a kList; 0: any number
  std::string excludes;  // a name of another option of the command, which must not stand beside it

  // Takes one value (each value, where there are several). An Error is wrong usage.
  std::function<base::Result<>(std::string_view text)> take;
  std::function<void(bool yes)> set;  // of a flag

  [[nodiscard]] bool IsPositional() const { return !names.starts_with('-'); }
  [[nodiscard]] bool TakesMany() const { return takes != Takes::kNothing && takes != Takes::kOne; }
  [[nodiscard]] std::vector<std::string> Spellings() const;  // "-c", "--policy", "--no-tls"
};

// Understood, and ready to run.
using Action = std::function<Outcome()>;

struct Command {
  std::string words;  // "token issue"; empty: the program itself. Set by the table
  std::string help;   // one line
  std::vector<Option> positionals;
  std::vector<Option> options;
  std::vector<std::string> examples;
  std::string too_many;  // what somebody may have had in mind who typed an argument too many
  Action action;         // empty: a group, which needs another word

  [[nodiscard]] std::string_view Name() const;  // the last of its words
  [[nodiscard]] bool IsGroup() const { return !action; }
};

// Every command, each group before what is in it; the first is the program itself.
struct Program {
  std::string name;
  std::string version;  // "gatehouse 0.1.0"
  std::vector<Command> commands;

  [[nodiscard]] std::string PathOf(const Command& command) const;  // "gatehouse token issue"
  [[nodiscard]] std::vector<const Command*> In(const Command& group) const;
  [[nodiscard]] const Command* Find(std::string_view words) const;
  // What help shows of it, with -h and --version in front; hidden ones left out.
  [[nodiscard]] std::vector<const Option*> ShownOptions(const Command& command) const;
};

// The two kinds below, once the parser's type is no longer of interest.
using Take = std::function<base::Result<>(std::string_view text)>;
[[nodiscard]] Option TakingOne(std::string names, std::string value, std::string help, Take take);
[[nodiscard]] Option TakingMany(std::string names, std::string value, std::string help, Take take);

// An option or positional whose text is parsed on the spot.
template <typename T, typename Parse>
[[nodiscard]] Option Parsed(std::string names, T& target, Parse parse, std::string value, std::string help) {
  const auto take = [&target, parse](std::string_view text) -> base::Result<> {
    auto meant = parse(text);
    if (!meant) return std::unexpected(meant.error());
    target = std::move(*meant);
    return {};
  };
  return TakingOne(std::move(names), std::move(value), std::move(help), take);
}

// The same where there may be several: an option each time, or all the words of a positional.
template <typename T, typename Parse>
[[nodiscard]] Option Each(std::string names, std::vector<T>& target, Parse parse, std::string value, std::string help) {
  const auto take = [&target, parse](std::string_view text) -> base::Result<> {
    auto meant = parse(text);
    if (!meant) return std::unexpected(meant.error());
    target.push_back(std::move(*meant));
    return {};
  };
  return TakingMany(std::move(names), std::move(value), std::move(help), take);
}

// The text as it is.
[[nodiscard]] Option Text(std::string names, std::string& target, std::string value, std::string help);
[[nodiscard]] Option Texts(std::string names, std::vector<std::string>& target, std::string value, std::string help);
[[nodiscard]] Option Flag(std::string names, bool& target, std::string help);

[[nodiscard]] Option Required(Option option);
[[nodiscard]] Option Hidden(Option option);
[[nodiscard]] Option Excluding(std::string name, Option option);

// One list of several, in that order.
[[nodiscard]] std::vector<Option> Joined(std::initializer_list<std::vector<Option>> lists);

// -c, --policy FILE; ./gatehouse.yaml without it.
[[nodiscard]] Option PolicyOption(std::string& path);
// --format text|json
[[nodiscard]] Option FormatOption(Format& format);
// --now TIME: instead of the clock.
[[nodiscard]] Option NowOption(std::optional<base::Wall>& now);

// The action of a command whose options are in `options`, which lives as long as the action does. `run` returns an
// Outcome, an ExitCode, or a base::Result<>, which is kFine where there is no error.
[[nodiscard]] Action Holding(std::shared_ptr<const void> options, std::function<Outcome(const void* options)> run);
template <typename Options, typename Run>
[[nodiscard]] Action Runs(std::shared_ptr<Options> options, Run run) {
  return Holding(std::move(options), [run](const void* held) -> Outcome {
    const Options& given = *static_cast<const Options*>(held);
    if constexpr (std::is_same_v<std::invoke_result_t<Run, const Options&>, base::Result<>>) {
      const base::Result<> done = run(given);
      if (!done) return std::unexpected(done.error());
      return ExitCode::kFine;
    } else {
      return run(given);
    }
  });
}

}  // namespace gatehouse::cli
