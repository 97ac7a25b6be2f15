// HTML escaping of chosen strings of a JSON answer while it streams (row C9): "<b>" becomes "&lt;b&gt;" in the strings
// that a page will show as they are. The rest passes byte for byte. Nothing is held back but an escape that was cut in
// two. If the answer stops being JSON, every '<' and '>' from there on is escaped. Shown by json_escaper_test.cc.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace gatehouse::gate {

// Which strings: a JSON pointer (RFC 6901) whose segments may be `*`, for every member or element. The empty pointer
// is the answer itself, where that is one string.
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

  // What may go out now. Valid until the next call.
  [[nodiscard]] std::string_view Feed(std::string_view piece);
  // What is still held back, at the end: the beginning of an escape.
  [[nodiscard]] std::string_view Finish();

 private:
  static constexpr size_t kMostDepth = 128;
  static constexpr size_t kLongestKey = 256;

  struct Frame {
    bool array = false;
    std::string key;   // of the member that is being read
    size_t index = 0;  // of the element
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
  bool chosen_ = false;  // the string that is being read is escaped
  bool lost_ = false;    // this is not JSON
  std::string escape_;   // "\u00", of which the rest has not come
};

}  // namespace gatehouse::gate
