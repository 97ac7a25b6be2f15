#include "gate/inspect/field/command.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>

#include "base/ascii.h"
#include "base/bytes.h"
#include "gate/inspect/field/command_names.h"
#include "gate/inspect/field/letters.h"

namespace gatehouse::field {
namespace {

bool IsWordByte(char c) { return base::IsAlnum(c) || c == '_' || c == '.' || c == '-'; }

// Every byte of a character outside of ASCII counts as one.
bool IsLetterOfAnyScript(char c) { return IsLetter(c) || static_cast<uint8_t>(c) >= 0x80; }

size_t SkipSpaces(std::string_view text, size_t at) {
  constexpr size_t kMost = 64;
  const size_t limit = std::min(text.size(), at + kMost);
  while (at < limit && IsSpace(text[at])) ++at;
  return at;
}

// The command at `at`, as a shell reads its name.
struct Word {
  std::string name;  // without its folder, and without quotes and backslashes
  size_t end = 0;
  bool path = false;  // "/bin/cat"
  bool odd = false;   // "c'a't", "ca\t", "/?i?/c?t": disguised spelling
};
Word WordAt(std::string_view text, size_t at) {
  constexpr size_t kLongest = 64;
  Word word;
  size_t i = at;
  for (; i < text.size() && i - at < kLongest; ++i) {
    const char c = text[i];
    const bool inside = i + 1 < text.size() && IsWordByte(text[i + 1]) && !word.name.empty();
    if (IsWordByte(c)) {
      word.name += c;
    } else if (c == '/') {
      word.path = true;
      word.name.clear();
    } else if (c == '\\' && text.substr(i).starts_with("\\n")) {
      break;
    } else if (inside && std::string_view("'\"\\^").contains(c)) {
      word.odd = true;
    } else if (word.path && (c == '?' || c == '*')) {
      word.odd = true;
      word.name += c;
    } else {
      break;
    }
  }
  word.end = i;
  return word;
}

// "/usr/bin/python3", and nothing else.
bool IsAbsolutePath(std::string_view text) {
  return text.starts_with('/') && std::ranges::all_of(text, [](char c) { return IsWordByte(c) || c == '/'; });
}

bool IsAddress(std::string_view text) {
  return std::ranges::count(text, '.') == 3 &&
         std::ranges::all_of(text, [](char c) { return base::IsDigit(c) || c == '.'; });
}

// "a.example", "notes.txt", but not "e.g." or "anna@a.example".
bool IsHostOrFile(std::string_view word) {
  const size_t dot = word.rfind('.');
  return dot != std::string_view::npos && dot > 0 && word.size() - dot > 2 &&
         std::ranges::all_of(word, [](char c) { return IsWordByte(c) || c == '/' || c == ':'; });
}

// Whether `text` starts with an option or a folder of the system, as prose does not: "-la", "--all", "/etc/hosts".
bool IsCommandArgument(std::string_view text) {
  const std::string_view word = text.substr(0, text.find_first_of(" \t\r\n;|&<>`)'\"="));
  constexpr size_t kLongestOption = 4;
  if (word.starts_with("--")) return word.size() > 3 && IsLetter(word[2]);
  if (word.starts_with('-')) {
    return word.size() > 1 && word.size() <= kLongestOption && std::ranges::all_of(word.substr(1), IsLetter);
  }
  return std::ranges::any_of(std::initializer_list<std::string_view>{"/etc/", "/var/", "/usr/", "/tmp/", "/proc/",
                                                                     "/bin/", "/root/", "/home/", "/dev/"},
                             [word](std::string_view folder) { return word.starts_with(folder); });
}

// The text after a command's name: nothing, an argument that prose does not have, or a word.
enum class Behind : uint8_t { kNothing, kArgument, kWord };
Behind BehindName(std::string_view text, size_t at) {
  const size_t begin = SkipSpaces(text, at);
  std::string_view rest = text.substr(begin);
  if (rest.empty() || rest == "\\n") return Behind::kNothing;
  if (begin == at) {  // no space before it
    const size_t behind_quotes = rest.find_first_not_of("'\"");
    if (behind_quotes != 0 && behind_quotes != std::string_view::npos &&
        !std::string_view("|;&`)").contains(rest[behind_quotes])) {
      return Behind::kWord;
    }
    if (rest.find_first_not_of("'\"`);|&#}") == std::string_view::npos) return Behind::kNothing;
    if (std::string_view("|;<>`\"'").contains(rest[0]) || rest.starts_with("&&") || rest.starts_with("$IFS") ||
        rest.starts_with("${IFS")) {
      return Behind::kArgument;
    }
    if (rest.size() > 1 && rest[0] == '$' && IsWordByte(rest[1])) return Behind::kArgument;  // "cat$u /etc$u": unset
    return Behind::kWord;
  }
  std::string_view first = rest.substr(0, rest.find_first_of(" \t\r\n"));
  while (first.size() > 1 && std::string_view("`'\");").contains(first.back())) first.remove_suffix(1);
  const std::string lower = base::AsciiLower(first.substr(0, 64));
  const bool more = first.size() > 1;
  if (std::string_view("|&;`<>#").contains(first[0]) &&
      (!more || !std::string_view("0123456789 ").contains(first[1]))) {
    return Behind::kArgument;
  }
  if (first.find_first_not_of("'\"") == std::string_view::npos) return Behind::kNothing;
  if (more && std::string_view("-/$%~*.\\").contains(first[0])) return Behind::kArgument;
  if (first.size() > 2 && first[1] == ':' && std::string_view("/\\%").contains(first[2])) return Behind::kArgument;
  if (lower.contains("://") || lower.contains("localhost") || lower.contains("/etc/") || lower.contains("/bin/")) {
    return Behind::kArgument;
  }
  const size_t second = SkipSpaces(rest, first.size());  // "nc a.example 4444"
  const bool host = first.size() > 2 && first.substr(1, first.size() - 2).contains('.');
  if (host && second < rest.size() && base::IsDigit(rest[second])) return Behind::kArgument;
  if (IsAddress(first) || CommandKindOf(first) == CommandKind::kTelling) return Behind::kArgument;
  if (second >= rest.size() && IsHostOrFile(first)) return Behind::kArgument;   // "curl a.example", "cat notes.txt"
  for (const std::string_view word : {"localgroup", "user", "view", "root"}) {  // arguments of `net` and `grep`
    if (lower == word) return Behind::kArgument;
  }
  return Behind::kWord;
}

// "./a.sh", "/etc/hosts", "-x", "> f", "$HOME", "*.txt", "if=/dev/zero": words that commands have and prose has not.
bool IsTelling(std::string_view word) {
  if (word.starts_with('-')) return IsCommandArgument(word);
  if (word.starts_with('>')) return word.size() == 1 || word == ">>" || word[1] == '/';
  if (word.starts_with('$'))
    return word.size() > 1 && (IsLetterOfAnyScript(word[1]) || word[1] == '(' || word[1] == '{');
  return word == "." || word == "/" || word.starts_with("./") || word.starts_with("..") || word.starts_with("~/") ||
         (word.size() > 2 && word.starts_with('/')) || word.starts_with("*.") || word.contains("=/");
}

// "notes.txt": not "e.g.", "U.S." or "St.".
bool IsFile(std::string_view word) {
  const size_t dot = word.rfind('.');
  constexpr size_t kLongestSuffix = 4;
  return dot != std::string_view::npos && dot > 0 && word.size() - dot > 2 && word.size() - dot <= kLongestSuffix + 1 &&
         std::ranges::all_of(word, [](char c) { return IsWordByte(c) && (c < 'A' || c > 'Z'); });
}

// Whether more of the words behind a command's name are arguments that prose does not have than words of prose.
bool HasTellingArguments(std::string_view text, size_t at) {
  constexpr size_t kMostWords = 8;
  size_t telling = 0;
  size_t prose = 0;
  for (size_t words = 0; words < kMostWords; ++words) {
    at = SkipSpaces(text, at);
    const size_t end = std::min(text.find_first_of(" \t\r\n;|&`)", at), text.size());
    if (end == at) break;
    std::string_view word = text.substr(at, end - at);
    at = end;
    while (word.size() > 1 && std::string_view("'\"").contains(word.front())) word.remove_prefix(1);
    while (word.size() > 2 && std::string_view("'\".,!?:").contains(word.back())) word.remove_suffix(1);
    if (IsTelling(word)) {
      telling += 2;
    } else if (IsFile(word)) {
      ++telling;
    } else if (word.size() > 1 && std::ranges::all_of(word, IsLetterOfAnyScript)) {
      ++prose;
    }
  }
  return telling > prose;
}

// Names of character references that are also commands.
bool IsReference(std::string_view name) { return name == "copy" || name == "reg"; }

class Scan {
 public:
  Scan(std::string_view text, Strongest& strongest)
      : text_(text),
        lower_(base::AsciiLower(text)),
        holds_bin_(lower_.contains("bin/")),
        path_alone_(IsAbsolutePath(text)),
        outside_(WordsOutside(text)),
        last_(LastOf(text)),
        strongest_(strongest) {}

  void Run() {
    Start();
    for (size_t i = 0; i < text_.size() && !strongest_.sure(); ++i) {
      const char c = text_[i];
      odd_single_ ^= c == '\'';
      odd_double_ ^= c == '"';
      if (c == ';' || c == '|' || c == '&' || c == '\n' || c == '\r') {
        if (i + 1 < text_.size() && text_[i + 1] == c) continue;  // the last of several counts
        const bool line = c == '\n' || c == '\r';
        if (line) sentences_ = sentences_ || IsSentence(i);
        of_a_text_ = line && sentences_;
        BehindSeparator(i + 1, line);
        of_a_text_ = false;
      } else if (c == '`') {
        if (i + 1 < text_.size() && text_[i + 1] == '`') {  // "```sh" in Markdown, and the empty command
          while (i + 1 < text_.size() && text_[i + 1] == '`') ++i;
          continue;
        }
        if (!odd_backtick_ && !Substitutes(i)) continue;
        odd_backtick_ = !odd_backtick_;
        in_code_ = odd_backtick_ && Quotes(i);
        const bool closes = !odd_backtick_ && i + 1 < text_.size() && IsSpace(text_[i + 1]);
        if (!closes) Substitution(i + 1, Quotes(i) ? 0.5 : kStrong);
      } else if (c == '(' && i > 0 && std::string_view("$<>").contains(text_[i - 1])) {
        Substitution(i + 1, in_code_ ? 0.5 : kStrong);
      } else if (c == '{') {
        Braces(i);
      } else if (c == '(') {
        Call(i);
      } else if (c == '@') {
        StaticMember(i);
      } else if (c == '<') {
        ServerCode(i);
      }
    }
    Words();
  }

 private:
  void Tell(double score, std::string_view signal) {
    strongest_.Tell(Family::kCommand, of_a_text_ ? std::min(score, 0.5) : score, signal);
  }

  // The field itself starts with a command.
  void Start() {
    const size_t begin = SkipSpaces(text_, 0);
    const Word word = WordAt(text_, begin);
    const CommandKind kind = CommandKindOf(word.name);
    if (kind == CommandKind::kNone) return;
    const Behind behind = BehindName(text_, word.end);
    // A program's path alone is a setting, such as a login shell.
    if (word.path && behind != Behind::kWord && holds_bin_) return Tell(path_alone_ ? kSuspect : 0.8, "command");
    if (behind == Behind::kNothing) return Tell(kind == CommandKind::kTelling ? 0.5 : 0.2, "command");
    if (Waits(word)) Tell(kSuspect, "command with arguments");
    if (behind != Behind::kArgument) return;
    if (kind == CommandKind::kTelling) return Tell(0.8, "command with arguments");
    const std::string_view argument = text_.substr(SkipSpaces(text_, word.end));
    const bool telling =
        argument.size() > 1 && (argument[0] == '-' || argument.contains("://") || argument.starts_with("/etc") ||
                                argument.starts_with("/var") || argument.starts_with("/usr") ||
                                argument.starts_with("/proc") || argument.starts_with("%"));
    const bool names_command =
        CommandKindOf(argument.substr(0, argument.find_first_of(" \t;|&"))) == CommandKind::kTelling;
    const bool lower_case = base::IsLower(text_[begin]);
    const bool prose = argument[0] == '-' && PlainWords(argument) >= 2;  // "rm -rf is dangerous"
    Tell((telling || names_command) && lower_case && !prose ? kRefuse : kSuspect, "command with arguments");
  }

  // Counts words of letters between spaces, at most two.
  [[nodiscard]] static size_t PlainWords(std::string_view text) {
    size_t words = 0;
    for (size_t at = 0; at < text.size() && words < 2;) {
      size_t end = at;
      while (end < text.size() && !IsSpace(text[end])) ++end;
      const std::string_view word = text.substr(at, end - at);
      if (word.size() >= 2 && std::ranges::all_of(word, IsLetter)) ++words;
      at = end + 1;
    }
    return words;
  }

  // Whether the last line before `end` has four words of prose in a row: what follows in lines of its own is a text,
  // such as a question with a command or a log in it.
  [[nodiscard]] bool IsSentence(size_t end) const {
    constexpr size_t kLongest = 512;
    constexpr size_t kWords = 4;
    const size_t from = end - std::min(end, kLongest);
    while (end > from && IsSpace(text_[end - 1])) --end;
    const size_t before = text_.substr(from, end - from).find_last_of("\r\n");
    size_t words = 0;
    for (size_t at = before == std::string_view::npos ? from : from + before + 1; at < end && words < kWords;) {
      const size_t stop = std::min(text_.find(' ', at), end);
      std::string_view word = text_.substr(at, stop - at);
      while (word.size() > 1 && std::string_view(",.:;!?\"'").contains(word.back())) word.remove_suffix(1);
      words = !word.empty() && std::ranges::all_of(word, IsLetterOfAnyScript) ? words + 1 : 0;
      at = stop + 1;
    }
    return words >= kWords;
  }

  // The first word of a line is a command to a shell, but usually the first word of a sentence.
  void BehindSeparator(size_t i, bool line) {
    const bool piped = text_[i - 1] == '|';
    const size_t separator = i - 1;
    i = SkipSpaces(text_, i);
    while (!line && i < text_.size() && std::string_view("'\"!({").contains(text_[i])) i = SkipSpaces(text_, i + 1);
    const Word word = WordAt(text_, i);
    // "&copy; 2026" and "; /* … */" are not commands.
    if (i > 0 && text_[i - 1] == '&' && word.end < text_.size() && text_[word.end] == ';' && IsReference(word.name))
      return;
    if (std::ranges::none_of(word.name, [](char c) { return c >= 'A'; })) return;
    if ((word.end < text_.size() && text_[word.end] == '=')) return;  // "a=1&id=2"
    const CommandKind kind = CommandKindOf(word.name);
    Behind behind = BehindName(text_, word.end);
    if (behind == Behind::kWord && HasSpace(word) &&
        (HasTellingArguments(text_, word.end) || (!line && IsShellOnly(separator, word)))) {
      behind = Behind::kArgument;
    }
    if (!line && text_.substr(i).starts_with("./") && word.end > i + 2) return Tell(0.75, "command behind a separator");
    if (word.path && (word.odd || (text_.substr(i, word.end - i).contains("bin/") && kind != CommandKind::kNone))) {
      return Tell(kStrong, "command behind a separator");
    }
    if (kind == CommandKind::kNone) return AnyCommand(i, word, line);
    if (word.odd) return Tell(kStrong, "command in disguise");
    if (line && base::IsUpper(text_[i])) return;
    if (kind == CommandKind::kTelling) {
      if (behind != Behind::kWord) return Tell(kStrong, "command behind a separator");
      return Tell(!line && Tight(i) ? 0.75 : 0.5, "command behind a separator");
    }
    if (Waits(word)) return Tell(0.8, "command behind a separator");
    if (IsCell(i, word.end)) return;
    // "red;type;date", "touch & go": an ordinary word alone, up to the next separator, which is judged by itself.
    const size_t next = SkipSpaces(text_, word.end);
    if (kind == CommandKind::kPlain && next < text_.size() && std::string_view(";|&").contains(text_[next])) return;
    if (piped && behind == Behind::kNothing && word.name.ends_with("sh"))
      return Tell(0.75, "command behind a separator");  // "| sh"
    if (behind == Behind::kArgument) return Tell(0.8, "command behind a separator");
    if (behind == Behind::kNothing && kind == CommandKind::kAlone) Tell(0.75, "command behind a separator");
  }

  [[nodiscard]] bool HasSpace(const Word& word) const {
    return word.end < text_.size() && IsSpace(text_[word.end]) && SkipSpaces(text_, word.end) < text_.size();
  }

  // "x && cp a b", "'; cp a b #", "\"| cp a b |\"": a command with words behind it where only a shell has them: between
  // two commands, or behind a quote that was open, in a field that opens it again or cuts the rest off.
  [[nodiscard]] bool IsShellOnly(size_t separator, const Word& word) const {
    if (in_code_) return false;
    const char argument = text_[SkipSpaces(text_, word.end)];
    if (!IsWordByte(argument) && !std::string_view("'\"").contains(argument)) return false;
    const char mark = text_[separator];
    if ((mark == '&' || mark == '|') && separator > 0 && text_[separator - 1] == mark)
      return std::ranges::none_of(word.name, base::IsUpper);
    constexpr size_t kMostMarks = 8;
    const size_t from = separator - std::min(separator, kMostMarks);
    size_t before = text_.substr(from, separator - from).find_last_not_of(" &|;");
    if (before == std::string_view::npos) return false;
    before += from;
    if (text_[before] != '\'' && text_[before] != '"') return false;
    const char quote = text_[before];
    if (!(quote == '"' ? odd_double_ : odd_single_)) return false;
    return before == 0 || last_ == quote || last_ == '#';
  }

  // Whether the command follows its separator without a space, as words of prose do not.
  [[nodiscard]] bool Tight(size_t begin) const {
    return begin > 0 && std::string_view(";|&'\"(").contains(text_[begin - 1]);
  }

  // Whether spaces and then an argument of a command come behind the word.
  [[nodiscard]] bool HasCommandArgument(const Word& word) const {
    const size_t argument = SkipSpaces(text_, word.end);
    return argument > word.end && argument < text_.size() && IsCommandArgument(text_.substr(argument));
  }

  // A command that is in no list, with an argument that only commands have: ";tac /etc/hosts", "|| foo --all".
  void AnyCommand(size_t begin, const Word& word, bool line) {
    const bool name = word.name.size() >= 2 && word.name[0] >= 'a' && word.name[0] <= 'z' && !word.path;
    if (line || !name || !HasCommandArgument(word) || IsCell(begin, word.end)) return;
    Tell(Tight(begin) ? kRefuse : 0.5, "command behind a separator");
  }

  // "| Name | Type |": a word alone in a cell of a table, as Markdown writes them.
  [[nodiscard]] bool IsCell(size_t begin, size_t end) const {
    constexpr size_t kLongestRow = 512;
    // Looks no further than a row is long: each word of a text without line breaks is asked about.
    const size_t from = begin - std::min(begin, kLongestRow + 1);
    const size_t before = text_.substr(from, begin - from).rfind('\n');
    if (before == std::string_view::npos && from > 0) return false;
    const size_t line = before == std::string_view::npos ? 0 : from + before + 1;
    const std::string_view row =
        text_.substr(line, std::min(text_.substr(0, line + kLongestRow).find('\n', begin), kLongestRow + line) - line);
    const size_t close = SkipSpaces(text_, end);
    return close > end && close < text_.size() && text_[close] == '|' && begin >= 2 && text_[begin - 2] == '|' &&
           row.substr(SkipSpaces(row, 0)).starts_with('|') && std::ranges::count(row, '|') >= 3;
  }

  // "sleep 5": a probe for command injection.
  [[nodiscard]] bool Waits(const Word& word) const {
    const size_t number = SkipSpaces(text_, word.end);
    return word.name == "sleep" && number > word.end && number < text_.size() && text_[number] >= '0' &&
           text_[number] <= '9';
  }

  // Whether a shell runs what begins with this backtick: another one ends it, and its quotes are complete. The GNU
  // manuals quote `so'.
  [[nodiscard]] bool Substitutes(size_t open) const {
    const size_t close = text_.find('`', open + 1);
    if (close == std::string_view::npos) return false;
    const std::string_view inside = text_.substr(open + 1, close - open - 1);
    return inside.contains('"') || std::ranges::count(inside, '\'') % 2 == 0;
  }

  // "Run `make` first": code in a sentence, as in Markdown: separate from other words, with two words outside.
  [[nodiscard]] bool Quotes(size_t open) const {
    constexpr size_t kLongest = 200;
    if (open > 0 && !IsSpace(text_[open - 1]) && !std::string_view("(*[\"'!:").contains(text_[open - 1])) return false;
    const size_t close = text_.substr(0, open + kLongest).find('`', open + 1);
    if (close == std::string_view::npos) return false;
    const size_t next = close + 1;
    if (next < text_.size() && !IsSpace(text_[next]) && !std::string_view(").,:;!?*]\"'").contains(text_[next]))
      return false;
    if (next + 1 < text_.size() && std::string_view(".:;").contains(text_[next]) && !IsSpace(text_[next + 1]))
      return false;
    return outside_ >= 2;
  }
  [[nodiscard]] static char LastOf(std::string_view text) {
    const size_t last = text.find_last_not_of(" \t\r\n");
    return last == std::string_view::npos ? '\0' : text[last];
  }
  // Words outside backticks, at most two; a word is three letters or more between spaces.
  [[nodiscard]] static size_t WordsOutside(std::string_view text) {
    size_t words = 0;
    bool inside = false;
    for (size_t at = 0; at < text.size() && words < 2;) {
      if (text[at] == '`') inside = !inside;
      size_t end = at;
      while (end < text.size() && IsLetterOfAnyScript(text[end])) ++end;
      const bool alone = (at == 0 || IsSpace(text[at - 1])) &&
                         (end >= text.size() || std::string_view(" \t\r\n.,:!?").contains(text[end]));
      if (!inside && alone && end - at >= 3) ++words;
      at = std::max(end, at + 1);
    }
    return words;
  }

  // "x`cp a b`y": as a shell joins it, and no sentence has it.
  [[nodiscard]] bool InsideOfAWord(size_t open) const {
    constexpr size_t kLongest = 200;
    const auto joins = [](char c) { return IsLetterOfAnyScript(c) || base::IsDigit(c); };
    if (open > 0 && joins(text_[open - 1])) return true;
    const size_t close = text_.substr(0, open + kLongest).find('`', open + 1);
    return close != std::string_view::npos && close + 1 < text_.size() && joins(text_[close + 1]);
  }

  void Substitution(size_t open, double score) {
    const size_t i = SkipSpaces(text_, open);
    const Word word = WordAt(text_, i);
    const CommandKind kind = CommandKindOf(word.name);
    if (kind == CommandKind::kNone && !(word.path && holds_bin_)) {
      if (!word.name.empty() && HasCommandArgument(word)) Tell(score, "command substitution");
      return;
    }
    const Behind behind = BehindName(text_, word.end);
    const bool closes = word.end < text_.size() && std::string_view("`)").contains(text_[word.end]);
    if (text_[open - 1] == '`' && InsideOfAWord(open - 1)) return Tell(score, "command substitution");
    if (HasSpace(word) && HasTellingArguments(text_, word.end)) return Tell(score, "command substitution");
    // "`find help`" may be code in a sentence; "$(find help)" is not.
    const bool bracket = text_[open - 1] == '(';
    if (bracket || closes || Waits(word) || behind != Behind::kWord || kind == CommandKind::kTelling)
      Tell(score, "command substitution");
  }

  // system('…'), and similar calls in other languages.
  void Call(size_t bracket) {
    constexpr std::string_view kCalls[] = {
        "system",  "exec",    "shell_exec", "passthru",          "popen",      "proc_open",
        "phpinfo", "eval",    "assert",     "pcntl_exec",        "__import__", "getruntime",
        "execute", "print_r", "md5",        "file_get_contents", "fwrite"};
    size_t begin = bracket;
    while (begin > 0 && IsWordByte(text_[begin - 1]) && text_[begin - 1] != '.' && bracket - begin < 20) --begin;
    const std::string_view name = std::string_view(lower_).substr(begin, bracket - begin);
    if (std::ranges::find(kCalls, name) == std::end(kCalls)) return;
    const size_t next = SkipSpaces(text_, bracket + 1);
    const bool argument = next < text_.size() && std::string_view("'\"$`\\)@").contains(text_[next]);
    const bool empty = argument && text_[next] == ')';
    if (empty && name != "phpinfo" && name != "getruntime") return;
    if (argument) Tell(0.8, "call that runs a command");
  }

  // ${jndi:…}, ${@print(…)}, {{7*7}}: expressions that templates and loggers evaluate.
  void Braces(size_t i) {
    constexpr size_t kLongest = 256;
    const std::string_view inside = std::string_view(lower_).substr(i + 1, kLongest);
    const std::string_view before = std::string_view(lower_).substr(i > 0 ? i - 1 : 0, i > 0 ? 1 : 0);
    const size_t close = std::min(inside.find('}'), inside.size());
    const std::string_view body = inside.substr(0, close);
    if (before == "$") {
      if (body.starts_with("jndi:") || body.starts_with("${")) return Tell(kSure, "lookup of a logger");
      for (const std::string_view name :
           {"lower:", "upper:", "env:", "sys:", "::-", "java:", "date:", "script:", "dns:", "url:"}) {
        if (body.starts_with(name)) return Tell(0.8, "lookup of a logger");
      }
      if (body.starts_with("ifs")) return Tell(kStrong, "command in disguise");
    }
    const bool template_place =
        before == "$" || before == "#" || before == "%" || before == "*" || before == "{" || before == "@";
    if (!template_place) return;
    if (body.contains('(') && body.find_first_of("abcdefghijklmnopqrstuvwxyz") != std::string_view::npos)
      Tell(0.75, "code in a template");
    const bool sum = body.find_first_of("*+-/") != std::string_view::npos &&
                     body.find_first_of("0123456789") != std::string_view::npos;
    if (sum && body.find_first_not_of("0123456789*+-/ '") == std::string_view::npos) Tell(0.75, "code in a template");
    if (body.contains("__")) Tell(0.8, "code in a template");
  }

  // "@java.lang.Runtime@getRuntime()": a member of a class, in OGNL. The handle "@first.last@a.example" has no capital.
  void StaticMember(size_t i) {
    constexpr size_t kLongest = 128;
    const std::string_view rest = text_.substr(i + 1, kLongest);
    const size_t end = rest.find('@');
    if (end == std::string_view::npos || !std::ranges::all_of(rest.substr(0, end), IsWordByte)) return;
    const size_t dot = rest.substr(0, end).rfind('.');
    if (dot != std::string_view::npos && dot + 1 < end && base::IsUpper(rest[dot + 1])) Tell(0.8, "code in a template");
  }

  // <!--#exec …-->, <?php
  void ServerCode(size_t i) {
    const std::string_view rest = std::string_view(lower_).substr(i, 24);
    if (rest.starts_with("<?php") || rest.starts_with("<?=")) return Tell(kSure, "code for the server");
    if (!rest.starts_with("<!--#")) return;
    for (const std::string_view name : {"exec", "echo", "include", "fsize", "flastmod", "printenv", "config", "set"}) {
      if (rest.substr(5).starts_with(name)) return Tell(kSure, "server-side include");
    }
  }

  void Words() {
    struct Phrase {
      std::string_view text;
      double score;
    };
    constexpr Phrase kPhrases[] = {
        {"() {", 0.3},         {"/dev/tcp/", kStrong},   {"/bin/sh", 0.75},           {"/bin/bash", 0.75},
        {"%systemroot%", 0.8}, {"$ifs", kStrong},        {"cmd.exe /c", 0.9},         {"cmd /c ", 0.8},
        {"/usr/bin/id", 0.8},  {"powershell -", 0.8},    {"runtime.getruntime", 0.9}, {"xp_cmdshell", kStrong},
        {"/bin/cat", 0.75},    {"processbuilder(", 0.8}, {"netsh firewall set", 0.8}, {"netsh advfirewall set", 0.8},
        {"reg add hk", 0.8},   {"reg add \"hk", 0.8},    {"net.webclient", 0.8},      {"_memberaccess", 0.8}};
    for (const Phrase& phrase : kPhrases) {
      if (path_alone_ && phrase.text.contains("bin/")) continue;
      if (lower_.contains(phrase.text)) Tell(phrase.score, "words of a shell");
    }
    const size_t function = lower_.find("() {");
    if (function != std::string::npos && lower_.substr(function, 32).contains("};")) Tell(kSure, "shell function");
  }

  std::string_view text_;
  std::string lower_;
  bool holds_bin_;
  bool path_alone_;
  bool odd_single_ = false;  // an odd number of these quotes so far
  bool odd_double_ = false;
  bool odd_backtick_ = false;  // an odd number of backticks so far
  bool in_code_ = false;       // inside of code in a sentence
  bool sentences_ = false;     // the lines so far have a sentence
  bool of_a_text_ = false;     // the line that is judged follows one
  size_t outside_;
  char last_;  // the last byte that is not a space
  Strongest& strongest_;
};

}  // namespace

void FindCommand(std::string_view reading, Strongest& strongest) { Scan(reading, strongest).Run(); }

}  // namespace gatehouse::field
