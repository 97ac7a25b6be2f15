#include "base/counted.h"

namespace gatehouse::base {

std::string Counted(uint64_t number, std::string_view one, std::string_view several) {
  std::string text = std::to_string(number) + ' ';
  if (number != 1 && !several.empty()) return text.append(several);
  text.append(one);
  if (number != 1) text += 's';
  return text;
}

}  // namespace gatehouse::base
