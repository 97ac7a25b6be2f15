#include "scan/command_notation.h"

#include <fmt/format.h>

#include "commands/password_commands.h"

namespace gatehouse::scan {
namespace {

using commands::ArgumentTaker;

// Its words, with what may stand between program and command.
std::string WordsOf(const ArgumentTaker& taker) {
  const std::string program = commands::AnyOf(taker.program);
  if (taker.command.empty()) return program + R"(\s)";
  return fmt::format(R"({}\s(?:[^\n|;&]{{0,120}}\s)?{}\s)", program, commands::AnyOf(taker.command));
}

std::string UpToPassword(const ArgumentTaker& taker) {
  constexpr std::string_view kArgument = R"((?:"[^"\n]*"|'[^'\n]*'|[^\s"'-]\S*)\s+)";
  const std::string options = fmt::format(R"((?:-[^\s{}]\S*\s+)*)", taker.without);
  std::string regex = R"(\b)" + WordsOf(taker) + R"(\s*)" + options;
  for (size_t i = 1; i < taker.number; ++i) regex += std::string(kArgument) + options;
  return regex;
}

// A program that reads a password, up to the word that says so.
std::string ReaderPattern(bool first) {
  std::string regex;
  for (const commands::InputReader& reader : commands::InputReaders()) {
    if (reader.first != first) continue;
    if (!regex.empty()) regex += '|';
    regex += fmt::format(R"((?:{}))", commands::AnyOf(reader.programs));
    if (!reader.word.empty()) regex += R"(\s(?:[^\n|;&<]{0,60}\s)?)" + commands::AnyOf(reader.word);
  }
  return regex;
}

template <typename Part>
std::string OfEach(std::string_view name, Part part) {
  std::string regex;
  for (const ArgumentTaker& taker : commands::ArgumentTakers()) {
    if (taker.name == name) regex += (regex.empty() ? "" : "|") + part(taker);
  }
  return regex;
}

}  // namespace

CommandNotation CommandNotationAt(std::string_view text) {
  const size_t close = text.find('>');
  if (!text.starts_with('<') || close == std::string_view::npos) return {};
  const std::string_view inside = text.substr(1, close - 1);
  const size_t colon = inside.find(':');
  if (colon == std::string_view::npos) return {};
  const std::string_view kind = inside.substr(0, colon);
  const std::string_view name = inside.substr(colon + 1);
  std::string regex;
  if (kind == "programs") regex = commands::AnyOf(commands::ProgramsNamed(name));
  if (kind == "arguments") regex = OfEach(name, UpToPassword);
  if (kind == "readers") regex = ReaderPattern(name == "first");
  if (kind == "commands") regex = OfEach(name, WordsOf);
  if (regex.empty()) return {};
  return {std::move(regex), close + 1};
}

}  // namespace gatehouse::scan
