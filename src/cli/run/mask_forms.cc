#include "cli/run/mask_forms.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/ascii.h"
#include "base/bytes.h"
#include "cli/run/mask.h"

namespace gatehouse::cli {
namespace {

using base::IsAlnum;

constexpr std::string_view kUpper = "0123456789ABCDEF";
constexpr std::string_view kLower = "0123456789abcdef";

std::string Percent(std::string_view text, std::string_view kept, bool plus, std::string_view digits) {
  std::string out;
  out.reserve(3 * text.size());
  for (const char c : text) {
    if (IsAlnum(c) || kept.contains(c)) {
      out += c;
    } else if (c == ' ' && plus) {
      out += '+';
    } else {
      out += '%';
      out += digits[static_cast<unsigned char>(c) >> 4];
      out += digits[static_cast<unsigned char>(c) & 0xF];
    }
  }
  return out;
}

struct JsonWay {
  bool slash;  // \/, as PHP writes it
  bool html;   // \u003c, as Go writes it
  bool ascii;  // \u00e9, as Python writes it
};

void AppendUnit(std::string& out, unsigned unit, std::string_view digits) {
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += digits[unit >> shift & 0xF];
}

// Decodes the code point at `at` and advances `at`. The text must be valid UTF-8.
char32_t NextPoint(std::string_view text, size_t& at) {
  const auto first = static_cast<unsigned char>(text[at++]);
  if (first < 0x80) return first;
  int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
  char32_t point = first & (0x3F >> more);
  for (; more > 0 && at < text.size(); --more) point = point << 6 | (static_cast<unsigned char>(text[at++]) & 0x3F);
  return point;
}

std::string Json(std::string_view text, const JsonWay& way) {
  std::string out;
  out.reserve(6 * text.size());
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    const char32_t point = NextPoint(text, at);
    constexpr std::string_view kMeant = "\"\\\b\f\n\r\t";
    constexpr std::string_view kWritten = "\"\\bfnrt";
    const size_t known = point < 0x80 ? kMeant.find(static_cast<char>(point)) : std::string_view::npos;
    if (known != std::string_view::npos) {
      out += '\\';
      out += kWritten[known];
    } else if (point == '/' && way.slash) {
      out += "\\/";
    } else if (point < 0x20 || (way.html && (point == '<' || point == '>' || point == '&'))) {
      AppendUnit(out, point, kLower);
    } else if (point >= 0x80 && way.ascii) {
      if (point >= 0x10000) {
        AppendUnit(out, 0xD800 + ((point - 0x10000) >> 10), kLower);
        AppendUnit(out, 0xDC00 + ((point - 0x10000) & 0x3FF), kLower);
      } else {
        AppendUnit(out, point, kLower);
      }
    } else {
      out += text.substr(begin, at - begin);
    }
  }
  return out;
}

// How Go, Java and JavaScript, Python and PHP escape the two quotes; and without escapes, as between tags.
struct HtmlWay {
  std::string_view twice;
  std::string_view once;
};

std::string Html(std::string_view text, const HtmlWay& way) {
  std::string out;
  out.reserve(6 * text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += way.twice;
        break;
      case '\'':
        out += way.once;
        break;
      default:
        out += c;
    }
  }
  return out;
}

// The part of a base64 text that is constant if `text` follows `before` (0 to 2) other bytes.
std::string Base64Inside(std::string_view text, size_t before) {
  std::string padded(before, '\0');
  padded.reserve(before + text.size());
  padded += text;
  std::string encoded = base::Base64Encode(padded);
  std::fill(padded.begin(), padded.end(), '\0');
  while (encoded.ends_with('=')) encoded.pop_back();
  constexpr size_t kBitsOfByte = 8;
  constexpr size_t kBitsOfDigit = 6;
  const size_t first = (before * kBitsOfByte + kBitsOfDigit - 1) / kBitsOfDigit;
  const size_t last = (before + text.size()) * kBitsOfByte / kBitsOfDigit;
  return first < last ? encoded.substr(first, last - first) : std::string();
}

std::string UrlAlphabet(std::string text) {
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  return text;
}

}  // namespace

bool IsWorthMasking(std::string_view text) {
  constexpr int kLeastAlnum = 5;
  return text.size() >= kMinMaskedBytes && std::ranges::count_if(text, IsAlnum) >= kLeastAlnum;
}

std::vector<base::SecretString> EncodedForms(std::string_view text) {
  std::vector<base::SecretString> forms;
  const auto add = [&](std::string form) {
    if (form != text) forms.emplace_back(std::move(form));
  };
  const std::string whole = base::Base64Encode(text);
  for (const size_t width : {76U, 64U}) {  // base64(1), openssl
    for (size_t at = 0; width < whole.size() && at < whole.size(); at += width) add(whole.substr(at, width));
  }
  for (size_t before = 0; before < 3; ++before) {
    std::string form = Base64Inside(text, before);
    add(UrlAlphabet(form));
    add(std::move(form));
  }
  for (const std::string_view digits : {kUpper, kLower}) {
    for (const std::string_view kept : {"-._~", "-._~/", "-._~!*'()", "-._~/:?#[]@!$&'()*+,;="}) {
      add(Percent(text, kept, false, digits));
    }
    add(Percent(text, "-._*", true, digits));
    std::string hex;
    hex.reserve(2 * text.size());
    for (const char c : text) {
      hex += digits[static_cast<unsigned char>(c) >> 4];
      hex += digits[static_cast<unsigned char>(c) & 0xF];
    }
    add(std::move(hex));
  }
  if (base::IsUtf8(text)) {
    for (const JsonWay& way : {JsonWay{false, false, false},
                               {true, false, false},
                               {false, true, false},
                               {false, false, true},
                               {true, false, true}}) {
      const std::string once = Json(text, way);
      add(Json(once, way));
      add(once);
    }
  }
  for (const HtmlWay& way :
       {HtmlWay{"&#34;", "&#39;"}, {"&quot;", "&#39;"}, {"&quot;", "&#x27;"}, {"&quot;", "'"}, {"\"", "'"}}) {
    add(Html(text, way));
  }
  for (const std::string_view quote : {"'\\''", "'\"'\"'"}) {
    std::string quoted;
    for (const char c : text) quoted += c == '\'' ? quote : std::string_view(&c, 1);
    add(std::move(quoted));
  }
  return forms;
}

}  // namespace gatehouse::cli
