#include "gate/inspect/prompt/quotation.h"

#include <algorithm>
#include <array>

#include "gate/inspect/prompt/features.h"

namespace gatehouse::prompt {
namespace {

struct Quotes {
  std::string_view open;
  std::string_view close;
};
// The longer before the shorter. Curly quotes are plain after normalising.
constexpr std::array kQuotes = {Quotes{"```", "```"}, Quotes{"~~~", "~~~"}, Quotes{"`", "`"},
                                Quotes{"\"", "\""},   Quotes{"'", "'"},     Quotes{"「", "」"},
                                Quotes{"『", "』"},   Quotes{"«", "»"},     Quotes{"»", "«"}};

bool IsWordAt(std::string_view text, size_t at) { return at < text.size() && IsWordByte(text[at]); }

// Where the quotation that `quotes` opens at `begin` ends, behind its last quote; npos where it does not.
size_t EndOf(std::string_view text, size_t begin, const Quotes& quotes) {
  const bool apostrophe = quotes.open == "'";
  if (apostrophe && begin > 0 && IsWordByte(text[begin - 1])) return std::string_view::npos;
  size_t close = begin + quotes.open.size();
  while ((close = text.find(quotes.close, close)) != std::string_view::npos) {
    const size_t end = close + quotes.close.size();
    if (!apostrophe || !IsWordAt(text, end)) return end;
    close = end;
  }
  return close;
}

}  // namespace

size_t EndOfQuotation(std::string_view text, size_t at) {
  const auto* const quotes =
      std::ranges::find_if(kQuotes, [&](const Quotes& each) { return text.substr(at).starts_with(each.open); });
  return quotes == kQuotes.end() ? std::string_view::npos : EndOf(text, at, *quotes);
}

size_t LeaveOutQuotations(std::string_view text, std::span<char> out) {
  size_t written = 0;
  size_t at = 0;
  while (at < text.size()) {
    const size_t end = EndOfQuotation(text, at);
    if (end == std::string_view::npos) {
      out[written++] = text[at++];
      continue;
    }
    at = end;
    out[written++] = ' ';
  }
  return written;
}

}  // namespace gatehouse::prompt
