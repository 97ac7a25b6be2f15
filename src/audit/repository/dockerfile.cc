#include "audit/repository/dockerfile.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <functional>
#include <map>

#include "base/bytes.h"
#include "base/json.h"
#include "base/lines.h"

namespace gatehouse::audit {
namespace {

constexpr size_t kMaxJsonBytes = 64 << 10;

std::string_view Trim(std::string_view text) { return base::Trim(text, " \t\r"); }

// Words between blanks, quotes taken off.
std::vector<std::string> SplitWords(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  bool is_in = false;
  char quote = 0;
  for (const char c : text) {
    if (quote != 0) {
      if (c == quote)
        quote = 0;
      else
        word.push_back(c);
    } else if (c == '"' || c == '\'') {
      quote = c;
      is_in = true;
    } else if (c == ' ' || c == '\t') {
      if (is_in) words.push_back(std::exchange(word, {}));
      is_in = false;
    } else {
      word.push_back(c);
      is_in = true;
    }
  }
  if (is_in) words.push_back(std::move(word));
  return words;
}

// ["a", "b"]; false where it is none.
bool ReadJsonWords(std::string_view text, std::vector<std::string>& words) {
  if (!text.starts_with('[')) return false;
  json::Parser parser;
  const auto list = parser.Parse(text, {.max_bytes = kMaxJsonBytes, .max_depth = 2});
  if (!list || !list->IsArray()) return false;
  std::vector<std::string> found;
  const bool all = list->ForEach([&](std::string_view, json::Value value) {
    const auto word = value.String();
    if (word) found.emplace_back(*word);
    return word.has_value();
  });
  if (all) words = std::move(found);
  return all;
}

// ${NAME}, ${NAME:-word}, $NAME by what is known; what is not stays as it is, and so does all of it where more than
// kMaxFilledBytes come of it: arguments that name each other twice would grow without end.
std::string Fill(std::string_view text, const std::map<std::string, std::string, std::less<>>& known) {
  std::string filled;
  const size_t last_brace = text.rfind('}');
  for (size_t at = 0; at < text.size();) {
    if (text[at] != '$') {
      filled.push_back(text[at++]);
      continue;
    }
    const bool braces = at + 1 < text.size() && text[at + 1] == '{';
    const size_t begin = at + (braces ? 2 : 1);
    size_t end = begin;
    while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) != 0 || text[end] == '_')) ++end;
    const bool is_open = braces && (last_brace == std::string_view::npos || last_brace < end);
    if (end == begin || is_open) {
      filled.push_back(text[at++]);
      continue;
    }
    const size_t close = braces ? text.find('}', end) : end;
    const auto found = known.find(text.substr(begin, end - begin));
    const std::string_view behind = text.substr(end, close - end);
    if (found != known.end() && !found->second.empty()) {
      if (filled.size() + found->second.size() > kMaxFilledBytes) return std::string(text);
      filled += found->second;
    } else if (behind.starts_with(":-")) {
      filled += behind.substr(2);
    } else {
      filled += text.substr(at, close + (braces ? 1 : 0) - at);
    }
    at = close + (braces ? 1 : 0);
  }
  return filled;
}

constexpr std::array<std::string_view, 5> kShells = {"sh", "bash", "dash", "ash", "zsh"};

// "RUN <<EOF", "RUN <<EOF bash", "RUN sh <<EOF" run the text; "RUN cat <<EOF > f" writes it, "RUN python3 <<EOF" is no
// shell.
bool HeredocIsShell(std::string_view rest, std::string_view heredoc) {
  if (heredoc.empty()) return false;
  if (heredoc.starts_with("#!")) {
    const std::string_view first = heredoc.substr(0, heredoc.find('\n'));
    return std::ranges::any_of(kShells, [&](std::string_view shell) { return first.contains(shell); });
  }
  for (const std::string& word : SplitWords(rest.substr(0, rest.find('\n')))) {
    if (word.starts_with("<<")) continue;
    const std::string_view program = std::string_view(word).substr(word.rfind('/') + 1);
    return std::ranges::find(kShells, program) != kShells.end();
  }
  return true;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {
    if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
  }

  Dockerfile Read() {
    Directives();
    while (!rest_.empty()) {
      const size_t line = line_;
      const std::string joined = Logical();
      if (!Trim(joined).empty()) Add(Trim(joined), line);
    }
    MarkFinalImage();
    return std::move(file_);
  }

 private:
  std::string_view Line() {
    ++line_;
    return base::TakeLine(rest_);
  }

  // "# escape=`" counts before anything else does.
  void Directives() {
    while (!rest_.empty()) {
      const std::string_view rest = rest_;
      const size_t line = line_;
      const std::string_view text = Trim(Line());
      const size_t equals = text.find('=');
      if (!text.starts_with('#') || equals == std::string_view::npos) {
        rest_ = rest;
        line_ = line;
        return;
      }
      const std::string name = base::AsciiLower(Trim(text.substr(1, equals - 1)));
      if (name == "escape" && Trim(text.substr(equals + 1)) == "`") escape_ = '`';
    }
  }

  // One line with those that continue it. Comments and blank lines between them do not end it.
  std::string Logical() {
    std::string joined;
    bool is_first = true;
    while (!rest_.empty()) {
      std::string_view line = Line();
      const std::string_view trimmed = Trim(line);
      if (trimmed.empty() || trimmed.starts_with('#')) {
        if (is_first) return {};
        joined += "\\\n";
        continue;
      }
      is_first = false;
      const size_t last = line.find_last_not_of(" \t");
      if (line[last] != escape_) return joined.append(line);
      joined.append(line.substr(0, last)).append("\\\n");
    }
    return joined;
  }

  void Add(std::string_view joined, size_t line) {
    Instruction instruction;
    instruction.line = line;
    const size_t blank = joined.find_first_of(" \t\n\\");
    instruction.keyword = base::AsciiUpper(joined.substr(0, blank));
    std::string_view rest = blank == std::string_view::npos ? std::string_view() : joined.substr(blank);
    const auto skip = [&] {
      const size_t next = rest.find_first_not_of(" \t\n\\");
      rest.remove_prefix(std::min(next, rest.size()));
    };
    for (skip(); rest.starts_with("--") && instruction.keyword != "CMD" && instruction.keyword != "ENTRYPOINT";
         skip()) {
      const std::string_view flag = rest.substr(2, rest.find_first_of(" \t\n") - 2);
      const size_t equals = flag.find('=');
      instruction.flags.emplace_back(base::AsciiLower(flag.substr(0, equals)),
                                     equals == std::string_view::npos ? "" : std::string(flag.substr(equals + 1)));
      rest.remove_prefix(std::min(rest.size(), flag.size() + 2));
    }
    instruction.rest = std::string(rest);
    Heredocs(instruction);
    std::string flat = instruction.rest;
    for (size_t i = 0; i < flat.size(); ++i) {
      if (flat[i] == '\\' && i + 1 < flat.size() && flat[i + 1] == '\n') flat[i] = ' ';
      if (flat[i] == '\n') flat[i] = ' ';
    }
    instruction.is_json = ReadJsonWords(Trim(flat), instruction.words);
    if (!instruction.is_json) instruction.words = SplitWords(flat);
    if (instruction.keyword == "FROM") AddStage(instruction);
    if (instruction.keyword == "ARG" && file_.stages.empty()) {
      for (const std::string& word : instruction.words) {
        const size_t equals = word.find('=');
        if (equals != std::string::npos) arguments_[word.substr(0, equals)] = Fill(word.substr(equals + 1), arguments_);
      }
    }
    instruction.stage = file_.stages.empty() ? 0 : file_.stages.size() - 1;
    file_.instructions.push_back(std::move(instruction));
  }

  // RUN <<EOF, COPY <<-"EOF" a: the lines up to the word are the instruction's.
  void Heredocs(Instruction& instruction) {
    if (instruction.keyword != "RUN" && instruction.keyword != "COPY" && instruction.keyword != "ADD") return;
    const std::string& rest = instruction.rest;
    for (size_t at = rest.find("<<"); at != std::string::npos; at = rest.find("<<", at + 2)) {
      if (std::string_view(rest).substr(at).starts_with("<<<")) {
        ++at;
        continue;
      }
      size_t begin = at + 2;
      const bool strips = begin < rest.size() && rest[begin] == '-';
      if (strips) ++begin;
      const bool is_quoted = begin < rest.size() && (rest[begin] == '"' || rest[begin] == '\'' || rest[begin] == '\\');
      if (is_quoted) ++begin;
      size_t end = begin;
      while (end < rest.size() && (std::isalnum(static_cast<unsigned char>(rest[end])) != 0 || rest[end] == '_')) ++end;
      if (end == begin) continue;
      const std::string word = rest.substr(begin, end - begin);
      if (instruction.heredoc_line == 0) instruction.heredoc_line = line_;
      while (!rest_.empty()) {
        std::string_view line = Line();
        if (strips) line.remove_prefix(std::min(line.find_first_not_of('\t'), line.size()));
        if (line == word) break;
        instruction.heredoc.append(line).push_back('\n');
      }
    }
  }

  void AddStage(const Instruction& instruction) {
    Stage stage{.line = instruction.line};
    if (!instruction.words.empty()) stage.image = Fill(instruction.words[0], arguments_);
    if (instruction.words.size() >= 3 && base::EqualIgnoringCase(instruction.words[1], "as")) {
      stage.alias = base::AsciiLower(instruction.words[2]);
    }
    const auto named = aliases_.find(base::AsciiLower(stage.image));
    if (named != aliases_.end()) {
      stage.is_earlier_stage = true;
      stage.base = named->second;
    }
    if (!stage.alias.empty()) aliases_.insert_or_assign(stage.alias, file_.stages.size());
    file_.stages.push_back(std::move(stage));
  }

  void MarkFinalImage() {
    if (file_.stages.empty()) return;
    Stage* stage = &file_.stages.back();
    for (; stage->is_earlier_stage; stage = &file_.stages[stage->base]) stage->is_in_final_image = true;
    stage->is_in_final_image = true;
  }

  std::string_view rest_;
  size_t line_ = 1;
  char escape_ = '\\';
  std::map<std::string, std::string, std::less<>> arguments_;
  std::map<std::string, size_t> aliases_;  // of several stages with one name, the last
  Dockerfile file_;
};

}  // namespace

std::string_view Instruction::Flag(std::string_view name) const {
  for (const auto& [flag, value] : flags) {
    if (flag == name) return value;
  }
  return {};
}

std::vector<ShellCommand> Instruction::Commands() const {
  std::vector<ShellCommand> commands;
  if (is_json) {
    ShellCommand command;
    command.words = words;
    command.line = line;
    // ["sh", "-c", "…"]: the text is what runs.
    const bool is_shell =
        words.size() >= 3 && words[0].ends_with("sh") && words[1].starts_with('-') && words[1].contains('c');
    if (is_shell) commands = SplitShell(words[2]);
    for (ShellCommand& each : commands) each.line = line;
    if (!is_shell) commands.push_back(std::move(command));
    return commands;
  }
  commands = SplitShell(rest);
  for (ShellCommand& each : commands) each.line += line;
  if (keyword == "RUN" && HeredocIsShell(rest, heredoc)) {
    for (ShellCommand& each : SplitShell(heredoc)) {
      each.line += heredoc_line;
      commands.push_back(std::move(each));
    }
  }
  return commands;
}

bool Dockerfile::IsInFinalImage(size_t stage) const { return stage < stages.size() && stages[stage].is_in_final_image; }

Dockerfile ParseDockerfile(std::string_view text) { return Reader(text).Read(); }

ImageName ParseImageName(std::string_view image) {
  ImageName parts;
  const size_t at = image.find('@');
  if (at != std::string_view::npos) parts.digest = std::string(image.substr(at + 1));
  image = image.substr(0, at);
  const size_t slash = image.rfind('/');
  const size_t colon = image.find(':', slash == std::string_view::npos ? 0 : slash);
  parts.name = std::string(image.substr(0, colon));
  if (colon != std::string_view::npos) parts.tag = std::string(image.substr(colon + 1));
  return parts;
}

}  // namespace gatehouse::audit
