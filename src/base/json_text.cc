#include "base/json_text.h"

#include <cstddef>

#include "base/bytes.h"

namespace gatehouse::json {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

void AppendControl(std::string& out, unsigned char c) {
  constexpr char kHex[] = "0123456789abcdef";
  switch (c) {
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  out += "\\u00";
  out += kHex[c >> 4];
  out += kHex[c & 15];
}

// The length of the UTF-8 sequence at the start of `text`, 0 if it is invalid.
size_t SequenceLength(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (length > text.size() || !base::IsUtf8(text.substr(0, length))) return 0;
  return length;
}

}  // namespace

void AppendQuoted(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const auto c = static_cast<unsigned char>(text.front());
    if (c < 0x20 || c == 0x7F) {
      AppendControl(out, c);
    } else if (c == '"' || c == '\\') {
      out += '\\';
      out += static_cast<char>(c);
    } else if (c < 0x80) {
      out += static_cast<char>(c);
    } else if (const size_t length = SequenceLength(text); length == 0) {
      out += kReplacement;
    } else {
      const std::string_view sequence = text.substr(0, length);
      if (sequence == "\xE2\x80\xA8" || sequence == "\xE2\x80\xA9") {
        out += sequence.back() == '\xA8' ? "\\u2028" : "\\u2029";
      } else {
        out += sequence;
      }
      text.remove_prefix(length);
      continue;
    }
    text.remove_prefix(1);
  }
  out += '"';
}

std::string Quoted(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 2);
  AppendQuoted(out, text);
  return out;
}

}  // namespace gatehouse::json
