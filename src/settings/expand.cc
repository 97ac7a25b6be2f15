#include "settings/expand.h"

#include <utility>

namespace gatehouse::settings {

base::Result<base::SecretString> ExpandNames(std::string_view text, const ValueOfName& value_of) {
  std::string out;
  while (!text.empty()) {
    const size_t begin = text.find("${");
    const size_t end = begin == std::string_view::npos ? begin : text.find('}', begin);
    if (end == std::string_view::npos) {
      out += text;
      break;
    }
    out += text.substr(0, begin);
    const std::string_view inside = text.substr(begin + 2, end - begin - 2);
    text.remove_prefix(end + 1);
    const size_t otherwise = inside.find(":-");
    auto value = value_of(std::string(inside.substr(0, otherwise)));
    if (!value) return value;
    out += value->empty() && otherwise != std::string_view::npos ? inside.substr(otherwise + 2) : value->Reveal();
  }
  return base::SecretString(std::move(out));
}

}  // namespace gatehouse::settings
