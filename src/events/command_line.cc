#include "events/command_line.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "commands/password_commands.h"

namespace gatehouse::events {
namespace {

using commands::Form;

// What stands between the words of a command, in a shell or a list: `"mysql", "-psecret"`.
constexpr bool IsBetween(char c) { return IsSpace(c) || IsQuote(c) || c == ','; }

template <typename Visit>
bool AnyWord(std::string_view words, Visit visit) {
  while (!words.empty()) {
    const size_t end = std::min(words.find(' '), words.size());
    if (visit(words.substr(0, end))) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

bool EndsWithAWord(std::string_view text, std::string_view words) {
  return AnyWord(words, [&](std::string_view word) {
    return text.ends_with(word) && (text.size() == word.size() || !IsNameByte(text[text.size() - word.size() - 1]));
  });
}

// Whether `text` ends with one of the words behind which `login` takes a password.
bool EndsWithLogin(std::string_view text) {
  while (!text.empty() && IsBetween(text.back())) text.remove_suffix(1);
  return EndsWithAWord(text, commands::LoginWords());
}

// Of several commands in a line the last, as far as it goes.
std::string_view LastCommand(std::string_view text) {
  text = text.substr(text.size() - std::min(text.size(), kMaxCommand));
  for (const std::string_view end : {"\n", "|", "; ", " && "}) {
    const size_t at = text.rfind(end);
    if (at != std::string_view::npos) text.remove_prefix(at + end.size());
  }
  return text;
}

// Whether one of the programs begins the command that `command` is the beginning of.
bool RunsOneOf(std::string_view command, std::string_view programs) {
  const std::string lower = base::AsciiLower(LastCommand(command));
  const std::string_view text = lower;
  return AnyWord(programs, [&](std::string_view program) {
    for (size_t at = text.find(program); at != std::string_view::npos; at = text.find(program, at + 1)) {
      if (at > 0 && IsNameByte(text[at - 1])) continue;
      std::string_view behind = text.substr(at + program.size());
      if (behind.starts_with(".exe")) behind.remove_prefix(4);
      if (behind.empty() || !IsBetween(behind.front())) continue;
      if (program != "login" || EndsWithLogin(text.substr(0, at))) return true;
    }
    return false;
  });
}

// A value in quotes up to the quote that closes it, any other to the end of its word. `quote`: the one that was opened
// in front of it, or NUL.
std::optional<Span> ValueAt(std::string_view text, size_t begin, char quote) {
  constexpr std::string_view kEnds = " \t\r\n\"'`;|<>()[]{},";
  if (quote == '\0' && begin < text.size() && IsQuote(text[begin])) quote = text[begin++];
  size_t end = begin;
  while (end < text.size() && !IsLineEnd(text[end]) &&
         (quote == '\0' ? !kEnds.contains(text[end]) : text[end] != quote))
    ++end;
  const std::string_view value = text.substr(begin, end - begin);
  // A variable, a placeholder, what was removed before, another option.
  if (value.empty() || std::string_view("$<{[%*-").contains(value.front())) return std::nullopt;
  if (std::ranges::all_of(value, [](char c) { return c == 'x' || c == 'X'; })) return std::nullopt;
  return Span{begin, end};
}

std::optional<Span> PairAt(std::string_view text, size_t begin, char between) {
  constexpr size_t kMaxUser = 80;
  constexpr std::string_view kNoUser = " \t\r\n\"'`<>(){}|&;:%,=";
  char quote = '\0';
  if (begin < text.size() && IsQuote(text[begin])) quote = text[begin++];
  size_t at = begin;
  while (at < text.size() && at - begin < kMaxUser && text[at] != between && !kNoUser.contains(text[at])) ++at;
  if (at == begin || at >= text.size() || text[at] != between || text.substr(at + 1).starts_with("//")) return {};
  return ValueAt(text, at + 1, quote);
}

// Where the value of the option begins; npos if this is not the option.
size_t ValueOf(std::string_view text, size_t at, std::string_view option, Form form) {
  constexpr size_t kMaxBetween = 8;
  size_t end = at + option.size();
  const bool is_long = option.size() > 2 || form == Form::kColon;
  const bool is_here = form == Form::kColon ? base::EqualIgnoringCase(text.substr(at, option.size()), option)
                                            : text.substr(at).starts_with(option);
  if (!is_here) {
    // `curl -su user:password`: options of one letter may be joined.
    if (is_long || form != Form::kPair) return std::string_view::npos;
    end = at + 1;
    while (end < text.size() && end - at < kMaxBetween && IsAlnum(text[end]) && text[end] != option[1]) ++end;
    if (end == at + 1 || end >= text.size() || text[end] != option[1]) return std::string_view::npos;
    ++end;
    if (end >= text.size() || !IsBetween(text[end])) return std::string_view::npos;
  }
  size_t begin = end;
  if (form == Form::kColon && begin < text.size() && text[begin] == ':') return begin + 1;
  if (form == Form::kAttached) return begin < text.size() && !IsSpace(text[begin]) ? begin : std::string_view::npos;
  if (begin < text.size() && text[begin] == '=') return begin + 1;
  if (begin < text.size() && IsQuote(text[begin]) && begin + 1 < text.size() && IsBetween(text[begin + 1])) ++begin;
  while (begin < text.size() && begin - end < kMaxBetween && (IsSpace(text[begin]) || text[begin] == ',')) ++begin;
  if (is_long && begin == end) return std::string_view::npos;
  return begin;
}

std::optional<Span> TakenBy(const commands::OptionTaker& taker, std::string_view text, size_t at) {
  size_t begin = std::string_view::npos;
  const bool is_option = AnyWord(taker.options, [&](std::string_view option) {
    begin = ValueOf(text, at, option, taker.form);
    return begin != std::string_view::npos;
  });
  if (!is_option || !RunsOneOf(text.substr(0, at), taker.programs)) return std::nullopt;
  if (taker.form == Form::kPair) return PairAt(text, begin, taker.between);
  if (taker.form != Form::kSource) return ValueAt(text, begin, '\0');
  constexpr std::string_view kPass = "pass:";
  const char quote = begin < text.size() && IsQuote(text[begin]) ? text[begin++] : '\0';
  if (!text.substr(begin).starts_with(kPass)) return std::nullopt;
  return ValueAt(text, begin + kPass.size(), quote);
}

// The quote in front of a place; NUL if there is none.
char QuoteBefore(std::string_view text, size_t at) { return at > 0 && IsQuote(text[at - 1]) ? text[at - 1] : '\0'; }

// The arguments behind `at`, up to the command's end, with the quotes of each.
class Words {
 public:
  Words(std::string_view text, size_t at) : text_(text), at_(at) {}

  // Where the next one begins; nothing at the end.
  std::optional<size_t> Next() {
    while (at_ < text_.size() && IsBetween(text_[at_])) ++at_;
    if (at_ >= text_.size() || IsLineEnd(text_[at_]) || kEndsCommand.contains(text_[at_])) return {};
    const size_t begin = at_;
    const char quote = QuoteBefore(text_, begin);
    while (at_ < text_.size() && !IsLineEnd(text_[at_]) &&
           (quote == '\0' ? !IsBetween(text_[at_]) && !kEndsCommand.contains(text_[at_]) : text_[at_] != quote))
      ++at_;
    return begin;
  }
  [[nodiscard]] size_t end() const { return at_; }

 private:
  static constexpr std::string_view kEndsCommand = "|;&<>()";
  std::string_view text_;
  size_t at_;
};

// `at`: behind the command's words.
std::optional<Span> ArgumentOf(const commands::ArgumentTaker& argument, std::string_view text, size_t at) {
  constexpr size_t kMost = 12;
  Words words(text, at);
  std::optional<size_t> found;
  bool has_letter = argument.needs.empty();
  bool counts = !argument.share;
  for (size_t number = 0, seen = 0; seen < kMost; ++seen) {
    const auto word = words.Next();
    if (!word) break;
    const std::string_view value = text.substr(*word, words.end() - *word);
    if (value.starts_with('-') || value.starts_with('/')) {
      has_letter = has_letter || (value.starts_with('-') && value.contains(argument.needs));
      if (value.size() > 1 && argument.without.contains(value[1])) return {};
    } else if (!counts) {
      counts = value.starts_with("\\\\");
    } else if (++number == argument.number || argument.number == 0) {
      found = word;
      if (argument.number != 0) break;
    }
  }
  if (!found || !has_letter) return {};
  const auto span = ValueAt(text, *found, QuoteBefore(text, *found));
  if (!span) return {};
  // A word of small letters is the rest of a sentence, and a sign alone is no password.
  const std::string_view value = text.substr(span->begin, span->end - span->begin);
  const bool is_word = std::ranges::all_of(value, [](char c) { return IsLower(c) || c == '.' || c == '-'; });
  const bool is_sign = std::ranges::none_of(value, IsAlnum);
  return is_word || is_sign ? std::nullopt : span;
}

std::string_view FirstCommand(std::string_view text) {
  text = text.substr(0, kMaxCommand);
  return text.substr(0, text.find_first_of("\n|;&<>()"));
}

// Whether `front`, what a command has in front of a word, makes the word the program: nothing, or `sudo` and a folder.
bool BeginsProgram(std::string_view front) {
  const auto skip_blanks = [&front] { front.remove_prefix(std::min(front.find_first_not_of(" \t"), front.size())); };
  skip_blanks();
  front.remove_prefix(front.starts_with("sudo") ? 4 : 0);
  skip_blanks();
  return front.find_first_of(" \t") == std::string_view::npos;
}

// Whether the command has the word, as it is or behind a folder of programs; `first`: as its program.
bool HasWord(std::string_view command, std::string_view word, bool first) {
  for (size_t at = command.find(word); at != std::string_view::npos; at = command.find(word, at + 1)) {
    const std::string_view front = command.substr(0, at);
    const std::string_view behind = command.substr(at + word.size());
    if (first && !BeginsProgram(front)) continue;
    const bool begins = front.empty() || front.ends_with("bin/") || (!IsNameByte(front.back()) && front.back() != '/');
    if (begins && (behind.empty() || IsBetween(behind.front()) || IsLineEnd(behind.front()))) return true;
  }
  return false;
}

// Who reads a password in this command: behind `sudo`, or in a container, too.
const commands::InputReader* ReaderIn(std::string_view command) {
  const auto readers = commands::InputReaders();
  const auto reader = std::ranges::find_if(readers, [command](const commands::InputReader& one) {
    const auto has = [&](std::string_view word) { return HasWord(command, word, one.first); };
    return AnyWord(one.programs, has) && (one.word.empty() || HasWord(command, one.word, false));
  });
  return reader == readers.end() ? nullptr : &*reader;
}

// All arguments behind `at` that are no options and no format of printf's, together.
std::optional<Span> AllArguments(std::string_view text, size_t at) {
  std::optional<Span> all;
  Words words(text, at);
  while (const auto word = words.Next()) {
    const std::string_view value = text.substr(*word, words.end() - *word);
    if (!all && (value.starts_with('-') || value.starts_with('%'))) continue;
    if (!all) all = ValueAt(text, *word, QuoteBefore(text, *word));
    if (!all) return {};
    all->end = words.end();
  }
  return all;
}

std::optional<Span> WithoutAccount(const commands::InputReader& reader, std::string_view text, Span span) {
  if (!reader.account) return span;
  const size_t colon = text.substr(0, span.end).find(':', span.begin);
  if (colon == std::string_view::npos) return {};
  return ValueAt(text.substr(0, span.end), colon + 1, QuoteBefore(text, span.begin));
}

}  // namespace

std::optional<Span> OptionPasswordAt(std::string_view text, size_t at) {
  if (at == 0 || !IsBetween(text[at - 1])) return std::nullopt;
  for (const commands::OptionTaker& taker : commands::OptionTakers()) {
    if (const auto taken = TakenBy(taker, text, at)) return taken;
  }
  return std::nullopt;
}

std::optional<Span> PairPasswordAt(std::string_view text, size_t at) {
  constexpr std::string_view kNoUser = " \t\r\n\"'`<>(){}[]|&;,:=@";
  constexpr size_t kMaxUser = 80;
  for (const commands::PairTaker& pair : commands::PairTakers()) {
    if (text[at] != pair.between) continue;
    size_t begin = at;
    while (begin > 0 && at - begin < kMaxUser && !kNoUser.contains(text[begin - 1])) --begin;
    const std::string_view user = text.substr(begin, at - begin);
    const bool starts = begin > 0 && (IsBetween(text[begin - 1]) || text[begin - 1] == '=');
    if (user.empty() || !starts || (pair.between == '/' && user.contains('/'))) continue;
    const size_t end = std::min(text.find_first_of(" \t\r\n\"'@/", at + 1), text.size());
    if (end == at + 1 || (end < text.size() && text[end] == '/')) continue;
    if (pair.behind != '\0' && (end >= text.size() || text[end] != pair.behind)) continue;
    if (!RunsOneOf(text.substr(0, begin), pair.programs)) continue;
    const auto value = ValueAt(text, at + 1, '\0');
    if (value) return Span{value->begin, std::min(value->end, end)};
  }
  return std::nullopt;
}

std::optional<Span> ArgumentPasswordAt(std::string_view text, size_t at) {
  constexpr size_t kMaxBetween = 80;  // from the program to the last word of the command
  const std::string_view before = text.substr(0, at);
  for (const commands::ArgumentTaker& argument : commands::ArgumentTakers()) {
    const std::string_view last = argument.command.empty() ? argument.program : argument.command;
    std::string_view start = before;
    if (argument.command.empty() &&
        base::EqualIgnoringCase(start.substr(start.size() - std::min<size_t>(start.size(), 4)), ".exe"))
      start.remove_suffix(4);
    if (start.size() < last.size()) continue;
    const size_t begin = start.size() - last.size();
    if (!base::EqualIgnoringCase(start.substr(begin), last) || (begin > 0 && IsNameByte(start[begin - 1]))) continue;
    const std::string_view front = start.substr(begin - std::min(begin, kMaxBetween), std::min(begin, kMaxBetween));
    if (!argument.command.empty() && !RunsOneOf(front, argument.program)) continue;
    if (const auto found = ArgumentOf(argument, text, at)) return found;
  }
  return std::nullopt;
}

std::optional<Span> WrittenPasswordAt(std::string_view text, size_t at) {
  const std::string_view before = text.substr(0, at);
  if (!EndsWithAWord(before, "echo printf")) return {};
  const std::optional<Span> written = AllArguments(text, at);
  if (!written) return {};
  size_t behind = written->end;
  while (behind < text.size() && IsBetween(text[behind])) ++behind;
  if (!text.substr(behind).starts_with('|') || text.substr(behind).starts_with("||")) return {};
  const commands::InputReader* const reader = ReaderIn(FirstCommand(text.substr(behind + 1)));
  return reader == nullptr ? std::nullopt : WithoutAccount(*reader, text, *written);
}

std::optional<Span> HereStringPasswordAt(std::string_view text, size_t at) {
  constexpr std::string_view kHereString = "<<<";
  if (!text.substr(at).starts_with(kHereString)) return {};
  const commands::InputReader* const reader = ReaderIn(LastCommand(text.substr(0, at)));
  if (reader == nullptr) return {};
  size_t begin = at + kHereString.size();
  while (begin < text.size() && IsSpace(text[begin])) ++begin;
  const std::optional<Span> value = ValueAt(text, begin, '\0');
  return value ? WithoutAccount(*reader, text, *value) : std::nullopt;
}

std::span<const CommandHint> CommandHints() {
  static const std::vector<CommandHint> hints = [] {
    std::vector<CommandHint> made;
    const auto add = [&made](std::string_view programs, std::string_view options, bool joined = false) {
      made.push_back({std::string(programs), std::string(options), joined});
    };
    for (const commands::OptionTaker& taker : commands::OptionTakers())
      add(taker.programs, taker.options, taker.form == Form::kPair);
    for (const commands::PairTaker& pair : commands::PairTakers())
      add(pair.programs, std::string_view(&pair.between, 1));
    // Behind the command's words an argument begins.
    for (const commands::ArgumentTaker& argument : commands::ArgumentTakers())
      add(argument.program, argument.command.empty() ? " " : argument.command);
    std::string readers;
    for (const commands::InputReader& reader : commands::InputReaders())
      readers += (readers.empty() ? "" : " ") + std::string(reader.programs);
    add("echo printf", readers);
    add(readers, "<<<");
    return made;
  }();
  return hints;
}

}  // namespace gatehouse::events
