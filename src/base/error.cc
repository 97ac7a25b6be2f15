#include "base/error.h"

namespace gatehouse::base {

std::string Error::Text() const {
  std::string text;
  if (!where.empty()) text += where + ": ";
  text += what;
  if (!fix.empty()) text += " (" + fix + ")";
  return text;
}

}  // namespace gatehouse::base
