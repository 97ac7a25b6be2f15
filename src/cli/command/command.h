// A command as data: its name, its options and arguments, an example, its action. Help, completion, the man page and
// the "did you mean" hints are generated from it (help/). parse.cc is the only file that uses the command line library.
// The file of a command defines one function that returns its description; table.cc lists them all. Tests:
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

// An option or a positional argument: its names, and what happens to the text that was typed for it.
struct Option {
  enum class Takes : uint8_t {
    kNothing,   // a flag
    kOne,       // one value
    kEachTime,  // may be repeated, one value each time
    kList,      // a positional that takes all remaining values
    kBehind,    // a positional that takes the words after "--" unchanged
  };

  std::string names;  // "-c,--policy"; "--tls,!--no-tls": the one with ! means no; for a positional, its name
  std::string value;  // placeholder in the help: "FILE", "DIR", "text|json"; empty for a flag
  std::string help;
  Takes takes = Takes::kOne;
  bool required = false;
  bool hidden = false;   // works, but is not shown
  size_t most = 0;       // maximum number of values of a kList; 0: any number
  std::string excludes;  // name of another option of the command that must not be used together with this one

  // Called with each value. An Error means wrong usage.
  std::function<base::Result<>(std::string_view text)> take;
  std::function<void(bool yes)> set;  // called for a flag

  [[nodiscard]] bool IsPositional() const { return !names.starts_with('-'); }
  [[nodiscard]] bool TakesMany() const { return takes != Takes::kNothing && takes != Takes::kOne; }
  [[nodiscard]] std::vector<std::string> Spellings() const;  // "-c", "--policy", "--no-tls"
};

// A parsed command, ready to run.
using Action = std::function<Outcome()>;

// The hint of a command that takes a password: arguments are visible to every process.
inline constexpr const char* kFromStdin = "the password is read from stdin";

struct Command {
  std::string words;  // "token issue"; empty: the program itself. Set by the table
  std::string help;   // one line
  std::vector<Option> positionals;
  std::vector<Option> options;
  std::vector<std::string> examples;
  std::string too_many;                     // hint for a user who typed one argument too many
  std::vector<std::string_view> elsewhere;  // what other programs call it, such as `start`: only for "Did you mean"
  std::string usual;  // of a group: the command whose first argument users type without it, for "Did you mean"
  Action action;      // empty: this is a group, which needs a further word

  [[nodiscard]] std::string_view Name() const;  // its last word
  [[nodiscard]] bool IsGroup() const { return !action; }
};

// All commands. A group comes before its members; the first entry is the program itself.
struct Program {
  std::string name;
  std::string version;  // "gatehouse 0.1.0"
  std::vector<Command> commands;

  [[nodiscard]] std::string PathOf(const Command& command) const;  // "gatehouse token issue"
  [[nodiscard]] std::vector<const Command*> In(const Command& group) const;
  [[nodiscard]] const Command* Find(std::string_view words) const;
  // The options that the help shows: -h and --version first, without hidden ones.
  [[nodiscard]] std::vector<const Option*> ShownOptions(const Command& command) const;
};

// Common part of Parsed() and ParsedList() below, independent of the value's type.
using Take = std::function<base::Result<>(std::string_view text)>;
[[nodiscard]] Option TakingOne(std::string names, std::string value, std::string help, Take take);
[[nodiscard]] Option TakingMany(std::string names, std::string value, std::string help, Take take);

// An option or positional whose text `parse` converts when it is read.
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

// The same for several values: an option that may be repeated, or all words of a positional.
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

// An option whose text is stored unchanged.
[[nodiscard]] Option Text(std::string names, std::string& target, std::string value, std::string help);
[[nodiscard]] Option Texts(std::string names, std::vector<std::string>& target, std::string value, std::string help);
[[nodiscard]] Option Flag(std::string names, bool& target, std::string help);

[[nodiscard]] Option Required(Option option);
[[nodiscard]] Option Hidden(Option option);
[[nodiscard]] Option Excluding(std::string name, Option option);

// Concatenates several lists, in that order.
[[nodiscard]] std::vector<Option> Joined(std::initializer_list<std::vector<Option>> lists);

// -c, --policy FILE; the default is ./gatehouse.yaml.
[[nodiscard]] Option PolicyOption(std::string& path);
// --format text|json
[[nodiscard]] Option FormatOption(Format& format);
// --now TIME: used instead of the current time.
[[nodiscard]] Option NowOption(std::optional<base::Wall>& now);

// Makes an action that calls `run` and keeps `options` alive as long as the action lives. `run` returns an
// Outcome, an ExitCode, or a base::Result<>; the latter means kFine if there is no error.
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
