#include "gate/identify/protocol_token.h"

#include <algorithm>
#include <utility>

#include "base/bytes.h"

namespace gatehouse::gate {
namespace {

// Calls visit(word) for each word of a comma-separated line.
template <typename Visit>
void ForEachWord(std::string_view line, Visit&& visit) {
  while (true) {
    const size_t comma = std::min(line.find(','), line.size());
    visit(base::TrimSpace(line.substr(0, comma)));
    if (comma == line.size()) return;
    line.remove_prefix(comma + 1);
  }
}

}  // namespace

std::expected<std::optional<std::string_view>, Reason> ProtocolToken(std::span<const Header> headers) {
  std::optional<std::string_view> token;
  int bearers = 0;
  for (const Header& header : headers) {
    if (!base::EqualIgnoringCase(header.name, kProtocolHeader)) continue;
    bool next_is_token = false;  // both words must be in one line: WithoutBearer removes them from it
    ForEachWord(header.value, [&](std::string_view word) {
      if (next_is_token) {
        token = word;
      } else if (word == kBearerProtocol) {
        ++bearers;
      }
      next_is_token = !next_is_token && word == kBearerProtocol;
    });
  }
  if (bearers == 0) return std::nullopt;
  if (bearers > 1 || !token || token->empty()) return std::unexpected(Reason::kTokenFormat);
  return token;
}

std::string WithoutBearer(std::string_view line) {
  std::string others;
  bool next_is_token = false;
  ForEachWord(line, [&](std::string_view word) {
    const bool is_token = std::exchange(next_is_token, false);
    if (is_token) return;
    if (word == kBearerProtocol) {
      next_is_token = true;
    } else if (!word.empty()) {
      others += others.empty() ? "" : ", ";
      others += word;
    }
  });
  return others;
}

}  // namespace gatehouse::gate
