// Removes escapes that JSON does not need while a response streams: `\/` and `\u002F` become '/', `\u0041` becomes 'A'.
// Many services write them, and a secret spelled so would not be found. A reader of JSON reads the same text. Escapes
// that protect a page stay: those of quotes, '<', '>', '&', and `<\/`. Tests: json_escapes_test.cc and
// fuzz/answer_fuzz.cc.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gatehouse::answers {

class JsonEscapes {
 public:
  // Returns a view of the piece if it has no such escape, else of this object; valid until the next call. Holds back an
  // escape that the piece does not complete: at most 5 bytes.
  [[nodiscard]] std::string_view Feed(std::string_view piece);
  // Returns the bytes that are held back, at the end of the response.
  [[nodiscard]] std::string_view Finish();
  [[nodiscard]] size_t held() const { return held_.size(); }

 private:
  std::string_view Replace(std::string_view text);

  std::string held_;
  std::string joined_;  // held_ and the piece
  std::string out_;
  char before_ = '\0';  // the last byte of the previous pieces
};

}  // namespace gatehouse::answers
