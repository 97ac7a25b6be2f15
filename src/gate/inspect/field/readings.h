// The texts that a field may become before it is used: as it is, and with each layer of encoding taken off (percent,
// %u, HTML character references, \x and \u escapes, overlong UTF-8, full-width letters), at most kMaxLayers of them.
// No reading is longer than the text. Shown by readings_test.cc and fuzz/field_fuzz.cc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::field {

inline constexpr size_t kMaxLayers = 4;

struct Readings {
  std::string_view text;            // as it is; the caller's
  std::vector<std::string> layers;  // each differs from the one before it
  bool overlong = false;            // '.', '/' or another ASCII character in more bytes than it needs: never honest
  bool nul = false;                 // a NUL, as it is or escaped

  template <typename Visit>
  void ForEach(Visit&& visit) const {
    visit(text);
    for (const std::string& layer : layers) visit(std::string_view(layer));
  }
};

[[nodiscard]] Readings ReadingsOf(std::string_view text);

// The character that an HTML character reference at the start of `text` stands for ("&#x6a;", "&colon;"), and how long
// the reference is; length 0 where there is none. Numeric ones need no ';', as browsers read them.
struct Reference {
  char32_t character = 0;
  size_t length = 0;
};
[[nodiscard]] Reference ReferenceAt(std::string_view text);

}  // namespace gatehouse::field
