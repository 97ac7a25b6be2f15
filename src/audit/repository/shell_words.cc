#include "audit/repository/shell_words.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.h"

namespace gatehouse::audit {
namespace {

// Letters of programs that take a value, which may be glued to them: "-okubectl", "-tbookworm-backports".
struct OptionsWithValue {
  std::string_view program;
  std::string_view letters;
};
constexpr std::array<OptionsWithValue, 4> kWithValue = {
    {{"curl", "AbcCdDeEFhHKmoPQrtTuUwxXyYz"}, {"wget", "aABDeiIloOPQRtTUwX"}, {"apt-get", "acot"}, {"apt", "acot"}}};

constexpr std::array<std::string_view, 21> kBeforeCommand = {
    "if",  "then",    "else", "elif", "while", "until", "do", "!",     "{",       "time",   "exec",
    "env", "command", "nice", "set",  "fi",    "done",  "}",  "nohup", "builtin", "busybox"};

bool IsAssignment(std::string_view word) {
  const size_t equals = word.find('=');
  if (equals == 0 || equals == std::string_view::npos) return false;
  return std::ranges::all_of(word.substr(0, equals),
                             [](char c) { return c == '_' || base::IsDigit(c) || base::IsLetter(c); });
}

class Splitter {
 public:
  Splitter(std::string_view text, size_t depth, size_t line, std::vector<ShellCommand>& commands)
      : text_(text), depth_(depth), line_(line), commands_(commands) {
    command_.line = line;
  }

  void Run() {
    while (at_ < text_.size()) Step();
    EndCommand(false);
  }

 private:
  void Step() {
    const char c = text_[at_];
    if (c == '\\') {
      if (at_ + 1 < text_.size() && text_[at_ + 1] == '\n') {
        ++line_;
      } else if (at_ + 1 < text_.size()) {
        Put(text_[at_ + 1]);
      }
      at_ += 2;
    } else if (c == '\'') {
      const size_t end = std::min(text_.find('\'', at_ + 1), text_.size());
      for (size_t i = at_ + 1; i < end; ++i) Put(text_[i]);
      in_word_ = true;
      at_ = end + 1;
    } else if (c == '"') {
      DoubleQuoted();
    } else if (c == '$' && Next() == '(') {
      Substitution(at_ + 1);
    } else if (c == '`') {
      Backticks();
    } else if ((c == '<' || c == '>') && Next() == '(') {
      Substitution(at_ + 1);
    } else if (c == '#' && !in_word_) {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (c == ' ' || c == '\t' || c == '\r') {
      EndWord();
      ++at_;
    } else if (c == '\n' || c == ';' || c == '&' || c == '|' || c == '(' || c == ')') {
      Separator(c);
    } else {
      Put(c);
      ++at_;
    }
  }

  void Separator(char c) {
    // 2>&1 and &>file are one word's redirections, no end of a command.
    if (c == '&' && (Next() == '>' || (!word_.empty() && (word_.back() == '>' || word_.back() == '<')))) {
      Put(c);
      ++at_;
      return;
    }
    const bool is_double = Next() == c && c != '(' && c != ')' && c != '\n';
    const bool is_pipe = c == '|' && !is_double;
    at_ += is_double || (is_pipe && Next() == '&') ? 2 : 1;
    EndCommand(is_pipe);
    if (c == '\n') ++line_;
    command_.line = line_;
  }

  void DoubleQuoted() {
    in_word_ = true;
    for (++at_; at_ < text_.size() && text_[at_] != '"';) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
        Put(text_[at_ + 1]);
        at_ += 2;
      } else if (text_[at_] == '$' && Next() == '(') {
        Substitution(at_ + 1);
      } else if (text_[at_] == '`') {
        Backticks();
      } else {
        if (text_[at_] == '\n') ++line_;
        Put(text_[at_++]);
      }
    }
    ++at_;
  }

  // From the parenthesis at `open` to the one that closes it.
  void Substitution(size_t open) {
    size_t nested = 0;
    size_t end = open;
    char quote = 0;
    for (; end < text_.size(); ++end) {
      const char c = text_[end];
      if (quote != 0) {
        if (c == quote) quote = 0;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '(') {
        ++nested;
      } else if (c == ')' && --nested == 0) {
        break;
      }
    }
    Nested(text_.substr(std::min(open + 1, text_.size()), end > open ? end - open - 1 : 0));
    for (const char c : std::string_view("$()")) Put(c);
    at_ = end + 1;
  }

  void Backticks() {
    const size_t end = std::min(text_.find('`', at_ + 1), text_.size());
    Nested(text_.substr(at_ + 1, end - at_ - 1));
    for (const char c : std::string_view("$()")) Put(c);
    at_ = end + 1;
  }

  void Nested(std::string_view inside) {
    in_word_ = true;
    if (depth_ >= kMaxShellDepth) return;
    const size_t before = commands_.size();
    Splitter(inside, depth_ + 1, line_, commands_).Run();
    for (size_t i = before; i < commands_.size(); ++i) commands_[i].in_substitution = true;
  }

  void Put(char c) {
    word_.push_back(c);
    in_word_ = true;
  }

  void EndWord() {
    if (!std::exchange(in_word_, false)) return;
    std::string word = std::exchange(word_, {});
    if (command_.words.empty()) {
      if (word == "export") return;
      if (IsAssignment(word)) {
        command_.assignments.push_back(std::move(word));
        return;
      }
      if (std::ranges::find(kBeforeCommand, word) != kBeforeCommand.end() && word != "set") return;
      if (word == "sudo") {
        command_.with_sudo = true;
        return;
      }
      if (command_.with_sudo && word.starts_with('-')) return;
    }
    command_.words.push_back(std::move(word));
  }

  void EndCommand(bool is_pipe) {
    EndWord();
    const bool reads = std::exchange(next_reads_, is_pipe);
    if (command_.words.empty() && command_.assignments.empty() && !command_.with_sudo) return;
    command_.reads_pipe = reads;
    commands_.push_back(std::exchange(command_, {}));
  }

  [[nodiscard]] char Next() const { return at_ + 1 < text_.size() ? text_[at_ + 1] : '\0'; }

  std::string_view text_;
  size_t depth_;
  size_t line_;
  std::vector<ShellCommand>& commands_;
  size_t at_ = 0;
  ShellCommand command_;
  std::string word_;
  bool in_word_ = false;
  bool next_reads_ = false;
};

}  // namespace

std::string_view ShellCommand::Name() const {
  if (words.empty()) return {};
  const std::string_view first = words.front();
  return first.substr(first.rfind('/') + 1);
}

bool ShellCommand::HasWord(std::string_view word) const { return std::ranges::find(words, word) != words.end(); }

bool ShellCommand::HasOption(std::string_view option) const {
  const std::string_view name = Name();
  const auto* const found = std::ranges::find(kWithValue, name, &OptionsWithValue::program);
  const std::string_view with_value = found == kWithValue.end() ? std::string_view() : found->letters;
  return std::ranges::any_of(words, [&](const std::string& word) {
    if (word == option) return true;
    if (option.starts_with("--")) return word.starts_with(option) && word.substr(option.size()).starts_with('=');
    if (option.size() != 2 || word.size() <= 2 || word[0] != '-' || word[1] == '-') return false;
    // What follows a letter that takes a value is that value: "-okubectl" has no "-k".
    const std::string_view letters = std::string_view(word).substr(1);
    return letters.substr(0, letters.find_first_of(with_value)).contains(option[1]);
  });
}

std::vector<ShellCommand> SplitShell(std::string_view text) {
  std::vector<ShellCommand> commands;
  Splitter(text, 0, 0, commands).Run();
  return commands;
}

}  // namespace gatehouse::audit
