// Escapes chosen strings of a JSON answer for HTML while it streams (row C9): "<b>" becomes "&lt;b&gt;" in strings
// that a page will insert unescaped. The rest is forwarded byte for byte. Only an escape sequence that is cut in two is
// held back. Once the answer is not valid JSON, every '<' and '>' is escaped. Shown by json_escaper_test.cc.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace gatehouse::gate {

// Selects strings: a JSON pointer (RFC 6901) whose segments may be `*`, for every member or element. The empty pointer
// selects the answer itself, if that is a string.
class StringPlace {
 public:
  [[nodiscard]] static base::Result<StringPlace> Parse(std::string_view pointer);
  [[nodiscard]] const std::vector<std::string>& segments() const { return segments_; }

 private:
  std::vector<std::string> segments_;
};

class JsonEscaper {
 public:
  explicit JsonEscaper(const std::vector<StringPlace>& places) : places_(places) {}

  // The bytes that can be sent now. Valid until the next call.
  [[nodiscard]] std::string_view Feed(std::string_view piece);
  // At the end: the bytes still held back, the beginning of an escape sequence.
  [[nodiscard]] std::string_view Finish();

 private:
  static constexpr size_t kMostDepth = 128;
  static constexpr size_t kLongestKey = 256;

  struct Frame {
    bool array = false;
    std::string key;   // of the current member
    size_t index = 0;  // of the current element
  };
  enum class Expect : unsigned char { kValue, kKey, kColon, kEnd };

  void Take(char c);
  void TakeInString(char c);
  void TakeEscape();
  void Open(bool array);
  void Close(bool array);
  void Escape(unsigned code);
  void AddToKey(char c);
  [[nodiscard]] bool Chosen() const;

  const std::vector<StringPlace>& places_;
  std::string out_;
  std::vector<Frame> path_;
  Expect expect_ = Expect::kValue;
  bool in_string_ = false;
  bool is_key_ = false;
  bool chosen_ = false;  // the current string is escaped
  bool lost_ = false;    // the text is not valid JSON
  std::string escape_;   // an incomplete "\u00" sequence
};

}  // namespace gatehouse::gate
