#include "answers/json_escapes.h"

#include <utility>

#include "base/bytes.h"

namespace gatehouse::answers {
namespace {

constexpr size_t kUnicode = 6;  // length of \u0041

// The character that the escape stands for, if it needs none; else NUL. `text` begins with a backslash.
char Needless(std::string_view text, char before) {
  if (text[1] == '/') return before == '<' ? '\0' : '/';
  if (text[1] != 'u' || text.size() < kUnicode || text[2] != '0' || text[3] != '0') return '\0';
  const int high = base::HexDigit(text[4]);
  const int low = base::HexDigit(text[5]);
  if (high < 0 || low < 0) return '\0';
  const int c = high * 16 + low;
  const bool needed = c < 0x20 || c > 0x7E || std::string_view("\"\\<>&'").contains(static_cast<char>(c));
  return needed ? '\0' : static_cast<char>(c);
}

// Whether the text, which begins with a backslash, may become an escape of more bytes.
bool IsCut(std::string_view text) { return text.size() < 2 || (text[1] == 'u' && text.size() < kUnicode); }

}  // namespace

std::string_view JsonEscapes::Feed(std::string_view piece) {
  if (held_.empty()) return Replace(piece);
  joined_ = std::exchange(held_, {});
  joined_ += piece;
  return Replace(joined_);
}

std::string_view JsonEscapes::Finish() {
  out_ = std::exchange(held_, {});
  return out_;
}

std::string_view JsonEscapes::Replace(std::string_view text) {
  out_.clear();
  size_t copied = 0;  // bytes of the text that out_ has
  const char before_text = before_;
  for (size_t at = text.find('\\'); at < text.size(); at = text.find('\\', at)) {
    const std::string_view rest = text.substr(at);
    if (IsCut(rest)) {
      held_ = rest;
      text.remove_suffix(rest.size());
      break;
    }
    if (const char c = Needless(rest, at == 0 ? before_text : text[at - 1]); c != '\0') {
      out_.append(text, copied, at - copied);
      out_.push_back(c);
      at += rest[1] == 'u' ? kUnicode : 2;
      copied = at;
    } else {
      at += 2;
    }
  }
  if (!text.empty()) before_ = text.back();
  if (copied == 0) return text;
  out_.append(text, copied);
  return out_;
}

}  // namespace gatehouse::answers
