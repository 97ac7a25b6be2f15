#include "gate/respond/json_escaper.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/html.h"

namespace gatehouse::gate {
namespace {

constexpr size_t kUnicodeEscape = 6;  // \u0000

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool Fits(std::string_view segment, std::string_view key, bool array, size_t index) {
  return segment == "*" || segment == (array ? std::string_view(std::to_string(index)) : key);
}

}  // namespace

base::Result<StringPlace> StringPlace::Parse(std::string_view pointer) {
  constexpr size_t kMostSegments = 32;
  StringPlace place;
  if (pointer.empty()) return place;
  if (pointer[0] != '/')
    return base::Fail("A place in JSON begins with '/': " + std::string(pointer), {}, "write /name, or /list/*/name");
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const size_t end = std::min(pointer.find('/'), pointer.size());
    std::string segment;
    for (size_t i = 0; i < end; ++i) {
      if (pointer[i] != '~') {
        segment += pointer[i];
      } else if (i + 1 < end && (pointer[i + 1] == '0' || pointer[i + 1] == '1')) {
        segment += pointer[++i] == '0' ? '~' : '/';
      } else {
        return base::Fail("In a JSON pointer, '~' must be followed by 0 or 1", {}, "write ~0 for '~' and ~1 for '/'");
      }
    }
    place.segments_.push_back(std::move(segment));
    pointer.remove_prefix(end);
  }
  if (place.segments_.size() > kMostSegments) {
    return base::Fail("A place in JSON has too many segments", {}, "write at most " + std::to_string(kMostSegments));
  }
  return place;
}

std::string_view JsonEscaper::Feed(std::string_view piece) {
  out_.clear();
  for (const char c : piece) Take(c);
  return out_;
}

std::string_view JsonEscaper::Finish() {
  out_.clear();
  out_.swap(escape_);
  return out_;
}

bool JsonEscaper::Chosen() const {
  return std::ranges::any_of(places_, [this](const StringPlace& place) {
    const auto& segments = place.segments();
    if (segments.size() != path_.size()) return false;
    for (size_t i = 0; i < segments.size(); ++i) {
      if (!Fits(segments[i], path_[i].key, path_[i].array, path_[i].index)) return false;
    }
    return true;
  });
}

void JsonEscaper::Open(bool array) {
  lost_ = lost_ || expect_ != Expect::kValue || path_.size() >= kMostDepth;
  if (lost_) return;
  path_.push_back({.array = array});
  expect_ = array ? Expect::kValue : Expect::kKey;
}

void JsonEscaper::Close(bool array) {
  lost_ = lost_ || path_.empty() || path_.back().array != array;
  if (lost_) return;
  path_.pop_back();
  expect_ = Expect::kEnd;
}

void JsonEscaper::Escape(unsigned code) {
  const std::string_view reference = base::HtmlReference(code);
  reference.empty() ? out_.push_back(static_cast<char>(code)) : static_cast<void>(out_.append(reference));
}

void JsonEscaper::AddToKey(char c) {
  if (path_.back().key.size() < kLongestKey) path_.back().key += c;
}

void JsonEscaper::Take(char c) {
  if (lost_) return c == '<' || c == '>' ? Escape(static_cast<unsigned char>(c)) : out_.push_back(c);
  if (in_string_) return TakeInString(c);
  switch (c) {
    case '"':
      is_key_ = expect_ == Expect::kKey;
      lost_ = !is_key_ && expect_ != Expect::kValue;
      in_string_ = !lost_;
      chosen_ = !is_key_ && Chosen();
      if (is_key_) path_.back().key.clear();
      break;
    case '{':
      Open(false);
      break;
    case '[':
      Open(true);
      break;
    case '}':
      Close(false);
      break;
    case ']':
      Close(true);
      break;
    case ':':
      lost_ = expect_ != Expect::kColon;
      expect_ = Expect::kValue;
      break;
    case ',':
      lost_ = path_.empty();
      if (lost_) break;
      ++path_.back().index;
      expect_ = path_.back().array ? Expect::kValue : Expect::kKey;
      break;
    default:
      // Numbers and literals; after a line break another text may begin (newline-delimited JSON).
      if (c == '\n' && path_.empty()) expect_ = Expect::kValue;
      if (!IsSpace(c)) lost_ = lost_ || c == '<' || c == '>' || expect_ == Expect::kKey || expect_ == Expect::kColon;
      break;
  }
  lost_ && (c == '<' || c == '>') ? Escape(static_cast<unsigned char>(c)) : out_.push_back(c);
}

void JsonEscaper::TakeInString(char c) {
  if (!escape_.empty() || c == '\\') {
    escape_ += c;
    const bool unicode = escape_.size() >= 2 && escape_[1] == 'u';
    if (escape_.size() == (unicode ? kUnicodeEscape : 2)) TakeEscape();
    return;
  }
  if (c == '"') {
    in_string_ = false;
    expect_ = is_key_ ? Expect::kColon : Expect::kEnd;
    out_ += c;
    return;
  }
  if (is_key_) AddToKey(c);
  chosen_ ? Escape(static_cast<unsigned char>(c)) : out_.push_back(c);
}

void JsonEscaper::TakeEscape() {
  unsigned code = static_cast<unsigned char>(escape_[1]);
  if (code == 'u') {
    code = 0;
    for (const char digit : std::string_view(escape_).substr(2)) {
      const int value = base::HexDigit(digit);
      code = value < 0 ? 0x10000 : code * 16 + static_cast<unsigned>(value);
    }
  } else if (code != '"' && code != '/') {
    code = 0x10000;  // a control, a backslash: not a character of HTML
  }
  if (is_key_ && code < 0x80) AddToKey(static_cast<char>(code));
  const std::string_view reference = chosen_ ? base::HtmlReference(code) : std::string_view{};
  out_.append(reference.empty() ? std::string_view(escape_) : reference);
  escape_.clear();
}

}  // namespace gatehouse::gate
