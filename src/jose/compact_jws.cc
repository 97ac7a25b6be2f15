#include "jose/compact_jws.h"

#include "base/bytes.h"

namespace gatehouse::jose {

std::optional<JwsParts> SplitJws(std::string_view token) {
  const size_t first = token.find('.');
  if (first == token.npos) return std::nullopt;
  const size_t second = token.find('.', first + 1);
  if (second == token.npos || token.find('.', second + 1) != token.npos) return std::nullopt;
  return JwsParts{.header = token.substr(0, first),
                  .payload = token.substr(first + 1, second - first - 1),
                  .signature = token.substr(second + 1),
                  .signed_part = token.substr(0, second)};
}

std::string_view ShortType(std::string_view type) {
  constexpr std::string_view kPrefix = "application/";
  if (type.size() > kPrefix.size() && base::EqualIgnoringCase(type.substr(0, kPrefix.size()), kPrefix)) {
    type.remove_prefix(kPrefix.size());
  }
  return type;
}

}  // namespace gatehouse::jose
