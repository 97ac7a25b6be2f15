// The texts that a field may become before it is used: unchanged, and with each layer of encoding removed (percent,
// %u, HTML character references, \x and \u escapes, overlong UTF-8, full-width letters), at most kMaxLayers of them.
// No reading is longer than the text. Shown by readings_test.cc and fuzz/field_fuzz.cc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::field {

inline constexpr size_t kMaxLayers = 4;

struct Readings {
  std::string_view text;            // unchanged; owned by the caller
  std::vector<std::string> layers;  // each differs from the previous one
  bool overlong = false;            // an ASCII character such as '.' or '/' in an overlong form: never legitimate
  bool nul = false;                 // a NUL, raw or escaped

  template <typename Visit>
  void ForEach(Visit&& visit) const {
    visit(text);
    for (const std::string& layer : layers) visit(std::string_view(layer));
  }
};

[[nodiscard]] Readings ReadingsOf(std::string_view text);

// The character that an HTML character reference at the start of `text` stands for ("&#x6a;", "&colon;"), and the
// length of the reference; 0 if there is none. Numeric ones need no ';', as in browsers.
struct Reference {
  char32_t character = 0;
  size_t length = 0;
};
[[nodiscard]] Reference ReferenceAt(std::string_view text);

}  // namespace gatehouse::field
