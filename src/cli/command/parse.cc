// The only file that includes CLI11.
#include "cli/command/parse.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <deque>
#include <map>

#include "base/ascii.h"
#include "base/nearest.h"
#include "cli/command/help.h"
#include "cli/terminal/output.h"

namespace gatehouse::cli {
namespace {

std::string TryHelp(const std::string& path) { return fmt::format("Try '{} --help'.", path); }

// The commands as CLI11's objects, made for one parse.
class Parser {
 public:
  Parser(const Program& program, std::span<const char* const> arguments)
      : program_(program), root_(program.commands.front().help, program.name) {
    root_.set_version_flag("--version", program.version);
    root_.set_help_flag("-h,--help");
    const Command& named = NamedBy(arguments);
    const auto dashes =
        std::ranges::find(arguments, std::string_view("--"), [](const char* word) { return std::string_view(word); });
    const bool cut = dashes != arguments.end() && std::ranges::any_of(named.positionals, TakesWordsBehind);
    words_.assign(arguments.begin(), cut ? dashes : arguments.end());
    if (cut) behind_.assign(dashes + 1, arguments.end());
    for (const Command& command : program.commands) {
      if (MayBeMeant(command, arguments)) Add(command);
    }
  }

  OrFailure<Action> Run() {
    try {
      root_.parse(static_cast<int>(words_.size()), words_.data());
      for (const auto& [option, taken] : flags_) {
        if (taken.option->count() > 0) option->set(taken.yes);
      }
    } catch (const CLI::CallForHelp&) {
      return Action([text = HelpText(program_, Chosen(), OutputColumns().value_or(kHelpColumns))] {
        PrintText(text);
        return ExitCode::kFine;
      });
    } catch (const CLI::CallForVersion&) {
      return Action([text = program_.version] {
        Print(text);
        return ExitCode::kFine;
      });
    } catch (const CLI::ParseError& error) {
      const bool unexpected = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError);
      return std::unexpected(
          Failure(unexpected ? Unexpected() : Explained(error)).With(TryHelp(program_.PathOf(Chosen()))));
    }
    return Chosen().action;
  }

 private:
  struct TakenFlag {
    CLI::Option* option = nullptr;
    bool yes = false;
  };

  static bool TakesWordsBehind(const Option& option) { return option.takes == Option::Takes::kBehind; }

  // Whether each of its words was typed. The others cannot be chosen, and to make CLI11's objects of them all would be
  // most of what a short command costs.
  static bool MayBeMeant(const Command& command, std::span<const char* const> arguments) {
    std::string_view words = command.words;
    while (!words.empty()) {
      const std::string_view word = words.substr(0, words.find(' '));
      words.remove_prefix(std::min(words.size(), word.size() + 1));
      const auto typed = [word](const char* argument) { return argument == word; };
      if (std::ranges::none_of(arguments.subspan(std::min<size_t>(1, arguments.size())), typed)) return false;
    }
    return true;
  }

  // The most specific command that the first words name.
  const Command& NamedBy(std::span<const char* const> arguments) const {
    const Command* named = &program_.commands.front();
    for (const char* word : arguments.subspan(std::min<size_t>(1, arguments.size()))) {
      const Command* next = program_.Find(named->words.empty() ? word : named->words + " " + word);
      if (next == nullptr) break;
      named = next;
    }
    return *named;
  }

  // The command that CLI11 selected.
  const Command& Chosen() const {
    const CLI::App* app = &root_;
    std::string words;
    while (!app->get_subcommands().empty()) {
      app = app->get_subcommands().front();
      words += (words.empty() ? "" : " ") + app->get_name();
    }
    return *program_.Find(words);
  }

  // The name of an option; empty for any other word.
  static std::string_view OptionName(std::string_view word) {
    if (word.starts_with("--")) return word.size() > 2 ? word.substr(0, word.find('=')) : std::string_view{};
    const bool is_short = word.size() >= 2 && word[0] == '-' && std::isalpha(static_cast<unsigned char>(word[1])) != 0;
    return is_short ? word.substr(0, 2) : std::string_view{};  // behind its letter, `-psecret` has a value
  }

  // An unexpected argument may be a secret, so the message repeats only names of options.
  base::Error Unexpected() const {
    const Command& chosen = Chosen();
    const CLI::App& app = *apps_.at(chosen.words);
    const std::vector<std::string> rest = app.remaining();
    const std::vector<std::string> in_front = root_.remaining(/*recurse=*/true);
    if (rest.empty() && !in_front.empty() && !OptionName(in_front.front()).empty()) {
      const std::string name = Visible(OptionName(in_front.front()));
      return {fmt::format("The option {} stands in front of the command", name),
              {},
              fmt::format("write it behind: {} {}", program_.PathOf(chosen), name)};
    }
    // Options behind an argument that should not be there are that one's: `gatehouse run sh -c …`.
    const auto is_given = [](const CLI::Option* option) { return option->get_positional() && option->count() > 0; };
    const bool without_dashes = behind_.empty() && std::ranges::any_of(chosen.positionals, TakesWordsBehind) &&
                                std::ranges::any_of(app.get_options(), is_given);
    if (rest.empty() || OptionName(rest.front()).empty() || without_dashes) {
      return {"There are too many arguments", {}, chosen.too_many};
    }
    std::string options;
    for (const std::string& word : rest) {
      const std::string_view name = OptionName(word);
      if (!name.empty()) options += " " + Visible(name);
    }
    return {"Unknown option:" + options, {}, MeantOption(chosen, OptionName(rest.front()))};
  }

  // The option that may have been meant by `name`.
  std::string MeantOption(const Command& chosen, std::string_view name) const {
    std::vector<std::string> spellings;
    for (const Option* option : program_.ShownOptions(chosen)) {
      for (std::string& spelling : option->Spellings()) spellings.push_back(std::move(spelling));
    }
    const std::vector<std::string_view> known(spellings.begin(), spellings.end());
    const bool is_long = name.starts_with("--") && name.size() <= base::kMaxNearestWord;
    if (const std::string_view near = is_long ? base::Nearest(name, known) : std::string_view{}; near.starts_with("--"))
      return fmt::format("did you mean {}?", near);
    return {};
  }

  // What CLI11 found, in words that say what to type.
  base::Error Explained(const CLI::ParseError& error) const {
    const Command& chosen = Chosen();
    const std::string said = error.what();
    switch (static_cast<CLI::ExitCodes>(error.get_exit_code())) {
      case CLI::ExitCodes::RequiredError:
        if (chosen.IsGroup()) return {"A command is missing", {}, NamesIn(chosen)};
        break;
      case CLI::ExitCodes::ExcludesError:
        return {"Options that exclude each other: " + said.substr(0, said.find(' ')) + " and " +
                    said.substr(said.rfind(' ') + 1),
                {},
                "use only one of them"};
      case CLI::ExitCodes::ConversionError:  // "Could not convert: --quiet = VALUE", of a flag
        return {said.substr(said.find('-'), said.find(" = ") - said.find('-')) + " takes no value", {}, {}};
      case CLI::ExitCodes::ArgumentMismatch:
        return WrongCount(chosen, said);
      default:
        break;
    }
    return {said, {}, {}};
  }

  // "write add, remove or list": the commands of a group. The program itself has too many for one line.
  std::string NamesIn(const Command& group) const {
    if (group.words.empty()) return {};
    std::vector<std::string_view> names;
    for (const Command* each : program_.In(group)) names.push_back(each->Name());
    return "write " + base::Alternatives(names);
  }

  // `said` begins with the name of an option or argument that has too few values or too many.
  static base::Error WrongCount(const Command& command, const std::string& said) {
    const std::string name = said.substr(0, said.find_first_of(": "));
    for (const Option& positional : command.positionals) {
      if (positional.names == name)
        return {"There are too many arguments", {}, fmt::format("at most {}", positional.most)};
    }
    for (const Option& option : command.options) {
      const std::vector<std::string> spellings = option.Spellings();
      if (std::ranges::find(spellings, name) == spellings.end()) continue;
      if (option.takes == Option::Takes::kNothing) return {name + " takes no value", {}, {}};
      if (said.contains("missing"))
        return {name + " needs a value", {}, fmt::format("write {} {}", name, option.value)};
      return {name + " is given more than once", {}, {}};
    }
    return {said, {}, {}};
  }

  void Add(const Command& command) {
    CLI::App* app = &root_;
    if (!command.words.empty()) {
      const size_t space = command.words.rfind(' ');
      const std::string group = space == std::string::npos ? "" : command.words.substr(0, space);
      app = apps_.at(group)->add_subcommand(std::string(command.Name()));
    }
    apps_[command.words] = app;
    if (command.IsGroup()) app->require_subcommand(1);
    for (const Option& option : command.positionals) AddOption(*app, option);
    for (const Option& option : command.options) AddOption(*app, option);
    for (const Option& option : command.options) {
      if (option.excludes.empty()) continue;
      app->get_option(option.Spellings().back())->excludes(app->get_option(option.excludes));
    }
  }

  void AddOption(CLI::App& app, const Option& option) {
    CLI::Option* added = nullptr;
    switch (option.takes) {
      case Option::Takes::kNothing:
        flags_[&option].option = app.add_flag(option.names, flags_[&option].yes);
        return;
      case Option::Takes::kOne:
        added = app.add_option_function<std::string>(option.names,
                                                     [&option](const std::string& text) { Take(option, text); });
        break;
      case Option::Takes::kEachTime:
        added = AddList(app, option)->allow_extra_args(false);
        break;
      case Option::Takes::kList:
        added = AddList(app, option);
        if (option.most > 0) added->expected(option.required ? 1 : 0, static_cast<int>(option.most));
        break;
      case Option::Takes::kBehind:
        AddWordsBehind(app, option);
        return;
    }
    if (!option.value.empty()) added->type_name(option.value);
    added->required(option.required);
  }

  static CLI::Option* AddList(CLI::App& app, const Option& option) {
    return app.add_option_function<std::vector<std::string>>(option.names,
                                                             [&option](const std::vector<std::string>& texts) {
                                                               for (const std::string& text : texts) Take(option, text);
                                                             });
  }

  // Words before "--" are unexpected. If there is no "--", all words are taken, so that the command itself can say
  // what is missing.
  void AddWordsBehind(CLI::App& app, const Option& option) {
    if (behind_.empty()) {
      app.add_option(option.names, before_)->required(option.required);
      return;
    }
    app.callback([this, &option] {
      for (const char* word : behind_) Take(option, word);
    });
  }

  static void Take(const Option& option, std::string_view text) {
    if (const auto taken = option.take(text); !taken) throw CLI::ValidationError(option.names, taken.error().Text());
  }

  const Program& program_;
  CLI::App root_;
  std::map<std::string, CLI::App*> apps_;  // by words
  std::map<const Option*, TakenFlag> flags_;
  std::vector<std::string> before_;
  std::vector<const char*> words_;
  std::vector<const char*> behind_;
};

// True for a word that looks like a command name. Anything else may be a secret typed in the wrong place.
bool MayBeShown(std::string_view word) {
  constexpr size_t kMostBytes = 20;
  return word.size() <= kMostBytes &&
         std::ranges::all_of(word, [](char c) { return base::IsLetter(c) || c == '-' || c == '_'; });
}

// The command of a group that may have been meant by `word`; empty if none is near.
std::string_view Meant(std::string_view word, std::span<const Command* const> known) {
  std::vector<std::string_view> names;
  names.reserve(known.size());
  for (const Command* each : known) {
    if (std::ranges::find(each->elsewhere, word) != each->elsewhere.end()) return each->Name();
    names.push_back(each->Name());
  }
  return base::Nearest(word, names);
}

// Commands of this name in groups, if there are few: `gatehouse encrypt` lacks the word `env`.
std::string NamedInGroups(const Program& program, std::string_view word) {
  constexpr size_t kFew = 3;
  std::vector<std::string> paths;
  for (const Command& each : program.commands) {
    if (each.Name() == word) paths.push_back(fmt::format("'{}'", program.PathOf(each)));
  }
  return paths.size() > kFew ? std::string() : fmt::format("{}", fmt::join(paths, " or "));
}

// The usual command of a group, if `word` can be its first argument: `gatehouse block 192.0.2.1` lacks the word `add`.
const Command* TakenByUsual(const Program& program, const Command& group, std::string_view word) {
  if (group.usual.empty()) return nullptr;
  const Command* usual = program.Find(group.words + " " + group.usual);
  return usual->positionals.front().take(word) ? usual : nullptr;
}

// The failure for an unknown command: what was typed, and which command may have been meant.
std::optional<Failure> UnknownWord(const Program& program, std::span<const char* const> arguments) {
  const Command* command = &program.commands.front();
  for (const char* argument : arguments.subspan(std::min<size_t>(1, arguments.size()))) {
    const std::string_view word = argument;
    const std::vector<const Command*> known = program.In(*command);
    if (known.empty() || word.starts_with('-')) return {};  // CLI11 reports the other cases better
    const auto found = std::ranges::find(known, word, &Command::Name);
    if (found == known.end()) {
      const std::string path = program.PathOf(*command);
      Failure failure(base::Error{MayBeShown(word) ? fmt::format("'{}' is not a command of {}", word, path)
                                                   : fmt::format("There is no such command of {}", path),
                                  {},
                                  {}});
      if (const std::string others = command->words.empty() ? NamedInGroups(program, word) : ""; !others.empty()) {
        failure.notes.push_back(fmt::format("Did you mean {}?", others));
      } else if (const std::string_view meant = Meant(word, known); !meant.empty()) {
        failure.notes.push_back(fmt::format("Did you mean '{} {}'?", path, meant));
      } else if (const Command* usual = TakenByUsual(program, *command, word); usual != nullptr) {
        failure.notes.push_back(
            fmt::format("Did you mean '{} {}'?", program.PathOf(*usual), usual->positionals.front().names));
      }
      return std::move(failure).With(TryHelp(path));
    }
    command = *found;
  }
  return {};
}

// `program help token issue` as `program token issue --help`.
std::vector<const char*> WithHelpAsOption(std::span<const char* const> arguments) {
  std::vector<const char*> words(arguments.begin(), arguments.end());
  if (words.size() < 2 || std::string_view(words[1]) != "help") return words;
  words.erase(words.begin() + 1);
  words.push_back("--help");
  return words;
}

}  // namespace

OrFailure<Action> Parse(const Program& program, std::span<const char* const> arguments) {
  const std::vector<const char*> words = WithHelpAsOption(arguments);
  if (auto unknown = UnknownWord(program, words)) return std::unexpected(std::move(*unknown));
  return Parser(program, words).Run();
}

}  // namespace gatehouse::cli
