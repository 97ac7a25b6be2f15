// See named_order.h. Tests: named_order_test.cc.
#include "gate/inspect/prompt/named_order.h"

#include <algorithm>
#include <array>

#include "gate/inspect/prompt/features.h"

namespace gatehouse::prompt {
namespace {

constexpr std::array<std::string_view, 12> kBeginnings = {
    "why does ",        "why do ",         "why did ",    "why is ",          "why are ",
    "how come ",        "how does ",       "how common ", "what happens if ", "what happens when ",
    "is it true that ", "since when does "};
constexpr std::array<std::string_view, 6> kVerbs = {"ignore",       "ignoring", "disregard",
                                                    "disregarding", "forget",   "forgetting"};
// Whom an order is given, and what a second one begins with.
constexpr std::array<std::string_view, 38> kOrderWords = {
    "you",   "your",    "yours",  "me",     "my",     "us",      "we",       "our",    "i",       "and",
    "then",  "but",     "so",     "please", "now",    "instead", "not",      "don't",  "say",     "tell",
    "print", "show",    "reveal", "write",  "output", "give",    "repeat",   "answer", "respond", "reply",
    "act",   "pretend", "become", "start",  "let",    "system",  "password", "secret"};

// Calls on_word(begin, end) for each word.
template <typename OnWord>
void ForEachWord(std::string_view text, OnWord on_word) {
  size_t at = 0;
  while (at < text.size()) {
    const size_t end = std::min(text.find(' ', at), text.size());
    if (end > at) on_word(at, end);
    at = end + 1;
  }
}

bool IsIn(std::string_view word, std::span<const std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

}  // namespace

size_t LeaveOutNamedOrder(std::string_view text, std::span<char> out) {
  std::ranges::copy(text, out.begin());
  std::string_view asked = text;
  while (!asked.empty() && asked.back() == ' ') asked.remove_suffix(1);
  const bool begins = std::ranges::any_of(kBeginnings, [&](std::string_view each) { return asked.starts_with(each); });
  if (!begins || asked.size() > kMostNaming || asked.back() != '?') return text.size();
  asked.remove_suffix(1);
  const bool one_sentence =
      std::ranges::all_of(asked, [](char c) { return IsWordByte(c) || c == ' ' || c == '-' || c == '\''; });
  bool orders = false;
  size_t verb = 0;
  size_t behind = 0;
  ForEachWord(asked, [&](size_t begin, size_t end) {
    const std::string_view word = asked.substr(begin, end - begin);
    orders = orders || IsIn(word, kOrderWords);
    if (!IsIn(word, kVerbs)) return;
    verb = begin;
    behind = end;
  });
  if (!one_sentence || orders || behind == 0) return text.size();
  std::ranges::copy(text.substr(behind), out.begin() + static_cast<std::ptrdiff_t>(verb));
  return text.size() - (behind - verb);
}

}  // namespace gatehouse::prompt
