#include "gate/query.h"

#include "base/bytes.h"

namespace gatehouse::gate {
namespace {

// Whether `encoded`, decoded once, is `name`, letting the decoder's two spellings of a space be one.
bool DecodesTo(std::string_view encoded, std::string_view name) {
  size_t at = 0;
  for (size_t i = 0; i < encoded.size(); ++i, ++at) {
    if (at == name.size()) return false;
    char c = encoded[i] == '+' ? ' ' : encoded[i];
    if (const int byte = base::PercentByte(encoded.substr(i)); byte >= 0) {
      c = static_cast<char>(byte);
      i += 2;
    }
    if (c != name[at]) return false;
  }
  return at == name.size();
}

}  // namespace

std::expected<std::optional<std::string_view>, QueryArgumentRepeated> FindQueryArgument(std::string_view query,
                                                                                        std::string_view name) {
  std::optional<std::string_view> found;
  while (!query.empty()) {
    // Some services also separate arguments by ';'. Taking both can only find more repetitions, never fewer.
    const size_t end = query.find_first_of("&;");
    const std::string_view pair = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view{} : query.substr(end + 1);
    const size_t equals = pair.find('=');
    if (!DecodesTo(pair.substr(0, equals), name)) continue;
    if (found) return std::unexpected(QueryArgumentRepeated{});
    found = equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1);
  }
  return found;
}

}  // namespace gatehouse::gate
