// Every command that a page or a help text shows is one that the program takes. A page is read as it stands there: its
// blocks of code are shell scripts, and `gatehouse …` in a sentence names a command, perhaps without its arguments.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <ranges>
#include <utility>

#include "audit/repository/shell_words.h"
#include "base/ascii.h"
#include "base/file.h"
#include "cli/command/parse.h"
#include "cli/table.h"

namespace gatehouse::cli {
namespace {

struct Shown {
  std::string place;  // "doc/cli.md:12"
  std::vector<std::string> words;
};

// "[--for 24h]", "text|json", "REF…": what is meant, not what is typed.
bool IsSynopsis(std::string_view line) {
  if (line.contains("…") || line.contains("[-") || line.contains("...")) return true;
  for (size_t bar = line.find('|'); bar != std::string_view::npos; bar = line.find('|', bar + 1)) {
    if (bar > 0 && line[bar - 1] != ' ' && line[bar - 1] != '|') return true;
  }
  return std::ranges::any_of(std::views::split(line, ' '),
                             [](auto word) { return word.size() > 1 && *word.begin() == '['; });
}

// Without what the shell does itself: "< file", "2>&1", "3< file".
std::vector<std::string> WithoutRedirections(const std::vector<std::string>& words) {
  std::vector<std::string> kept;
  for (size_t i = 0; i < words.size(); ++i) {
    std::string_view word = words[i];
    if (word.size() > 1 && base::IsDigit(word[0])) word.remove_prefix(1);
    if (!word.starts_with('<') && !word.starts_with('>')) {
      kept.push_back(words[i]);
    } else if (word.find_first_not_of("<>") == std::string_view::npos) {
      ++i;  // the file is the next word
    }
  }
  return kept;
}

// "$id": its value is not known here.
bool HasVariable(const std::vector<std::string>& words) {
  return std::ranges::any_of(words, [](const std::string& word) {
    const size_t sign = word.find('$');
    return sign != std::string::npos && sign + 1 < word.size() && base::IsLetter(word[sign + 1]);
  });
}

// Words of a synopsis, without its marks: "[--for" is "--for".
std::vector<std::string> WordsOfSynopsis(std::string_view line) {
  line = line.substr(line.find("gatehouse "));
  std::vector<std::string> words;
  for (const auto part : std::views::split(line, ' ')) {
    std::string word(part.begin(), part.end());
    std::erase_if(word, [](char c) { return c == '[' || c == ']' || c == '(' || c == ')'; });
    if (!word.empty()) words.push_back(word);
  }
  return words;
}

class Pages : public testing::Test {
 protected:
  Pages() {
    const std::filesystem::path root = GATEHOUSE_SOURCE_DIR;
    for (const char* name : {"README.md", "HACKING.md", "SECURITY.md", "deploy/README.md", "examples/README.md"}) {
      ReadPage(root, name);
    }
    for (const auto& entry : std::filesystem::directory_iterator(root / "doc")) {
      if (entry.path().extension() == ".md") ReadPage(root, "doc/" + entry.path().filename().string());
    }
    for (const Command& command : program_.commands) {
      const std::string place = program_.PathOf(command) + " --help";
      for (const std::string& example : command.examples) ReadLine(place, example);
    }
  }

  // The command of these words, and the option that it does not have; empty if all is well.
  [[nodiscard]] std::string Unknown(const std::vector<std::string>& words) const {
    const Command* command = &program_.commands.front();
    size_t at = words.size() > 1 && words[1] == "help" ? 2 : 1;
    for (; at < words.size() && command->IsGroup(); ++at) {
      if (words[at].starts_with('-')) break;
      const std::string path = command->words.empty() ? words[at] : command->words + " " + words[at];
      const Command* next = program_.Find(path);
      if (next == nullptr) return NamesSeveral(*command, words[at]) ? "" : "there is no command " + path;
      command = next;
    }
    for (; at < words.size() && words[at] != "--" && words[at] != "|" && words[at] != "<"; ++at) {
      if (!words[at].starts_with("--")) continue;
      const std::string name = words[at].substr(0, words[at].find_first_of("=|,:;"));
      if (!HasOption(*command, name)) return program_.PathOf(*command) + " has no option " + name;
    }
    return "";
  }

  const Program program_ = Gatehouse();
  std::vector<Shown> typed_;  // whole command lines
  std::vector<Shown> named_;  // those of a sentence or a synopsis

 private:
  void ReadPage(const std::filesystem::path& root, const std::string& name) {
    const auto text = base::ReadFile((root / name).string());
    ASSERT_TRUE(text) << name;
    bool is_code = false;
    bool is_shell = false;
    std::string script;
    size_t number = 0;
    for (const auto part : std::views::split(*text, '\n')) {
      const std::string_view line(part.begin(), part.end());
      ++number;
      const std::string place = fmt::format("{}:{}", name, number);
      if (line.starts_with("```")) {
        is_code = !is_code;
        is_shell = line == "```" || line == "```sh";
      } else if (is_code && is_shell) {
        script += line;
        if (line.ends_with('\\')) {
          script += '\n';
          continue;
        }
        ReadLine(place, script);
        script.clear();
      } else if (!is_code) {
        ReadSentence(place, line);
      }
    }
  }

  void ReadLine(const std::string& place, std::string_view line) {
    if (!line.contains("gatehouse ")) return;
    if (IsSynopsis(line.substr(0, line.find(" #")))) {
      named_.push_back({place, WordsOfSynopsis(line.substr(0, line.find(" #")))});
    } else {
      for (const audit::ShellCommand& command : audit::SplitShell(line)) {
        if (command.Name() != "gatehouse") continue;
        auto words = WithoutRedirections(command.words);
        (HasVariable(words) ? named_ : typed_).push_back({place, std::move(words)});
      }
    }
  }

  // `gatehouse …` between backticks.
  void ReadSentence(const std::string& place, std::string_view line) {
    constexpr std::string_view kBegin = "`gatehouse ";
    for (size_t at = line.find(kBegin); at != std::string_view::npos; at = line.find(kBegin, at + 1)) {
      const std::string_view code = line.substr(at + 1, line.find('`', at + 1) - at - 1);
      if (!code.contains("on\\|off")) named_.push_back({place, WordsOfSynopsis(code)});  // nginx's directive
    }
  }

  // "bash|zsh|fish", "add …", "COMMAND": a word that stands for several.
  [[nodiscard]] static bool NamesSeveral(const Command& group, std::string_view word) {
    return word.contains('|') || word.contains("…") || (group.words.empty() && word == "COMMAND");
  }

  [[nodiscard]] bool HasOption(const Command& command, const std::string& name) const {
    const auto has = [&](const Option& option) {
      const std::vector<std::string> spellings = option.Spellings();
      return std::ranges::find(spellings, name) != spellings.end();
    };
    return std::ranges::any_of(command.options, has) ||
           std::ranges::any_of(program_.ShownOptions(command), [&](const Option* option) { return has(*option); });
  }
};

TEST_F(Pages, EveryCommandThatIsShownIsTaken) {
  EXPECT_GT(typed_.size(), 200U) << "the pages were not read";
  for (const Shown& each : typed_) {
    std::vector<const char*> words = {"gatehouse"};
    for (size_t i = 1; i < each.words.size(); ++i) {
      // A folder of the reader's machine; this option's must exist.
      words.push_back(each.words[i] == "/var/droplet/data" ? "/" : each.words[i].c_str());
    }
    const auto action = Parse(program_, words);
    std::string line;
    for (const char* word : words) line += std::string(word) + " ";
    EXPECT_TRUE(action) << each.place << ": " << line << "\n" << (action ? "" : action.error().errors.front().what);
  }
}

TEST_F(Pages, EveryCommandThatIsNamedIsThere) {
  EXPECT_GT(named_.size(), 100U) << "the pages were not read";
  for (const Shown& each : named_) {
    std::string line;
    for (const std::string& word : each.words) line += word + " ";
    EXPECT_EQ(Unknown(each.words), "") << each.place << ": " << line;
  }
}

TEST_F(Pages, AMistakeIsSeen) {
  EXPECT_EQ(Unknown({"gatehouse", "token", "isue"}), "there is no command token isue");
  EXPECT_EQ(Unknown({"gatehouse", "up", "--detatch"}), "gatehouse up has no option --detatch");
  EXPECT_EQ(Unknown({"gatehouse", "incident", "close", "ID", "--unblok"}),
            "gatehouse incident close has no option --unblok");
  EXPECT_EQ(Unknown({"gatehouse", "run", "--", "./server", "--port"}), "");
}

}  // namespace
}  // namespace gatehouse::cli
