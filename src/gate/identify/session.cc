#include "gate/identify/session.h"

#include <algorithm>

#include "base/bytes.h"

namespace gatehouse::gate {
namespace {

// One part of a Cookie line between semicolons, read as leniently as any service may: white space around it and
// around its name is ignored.
struct CookiePair {
  std::string_view text;  // without the white space around it
  std::string_view name;
  bool is_session = false;
};

template <typename Visit>
void ForEachPair(std::string_view line, Visit&& visit) {
  while (!line.empty()) {
    const size_t end = std::min(line.find(';'), line.size());
    CookiePair pair{.text = base::TrimSpace(line.substr(0, end)), .name = {}};
    pair.name = base::TrimSpace(pair.text.substr(0, pair.text.find('=')));
    pair.is_session = pair.name == jose::kSessionCookie;
    if (!pair.text.empty()) visit(pair);
    line.remove_prefix(std::min(end + 1, line.size()));
  }
}

// For the gate's own cookie only the form that it sends is accepted: name, '=', and cookie-octets (RFC 6265 §4.1.1).
bool IsCookieOctet(char c) { return c > ' ' && c < 0x7F && !std::string_view("\",;\\").contains(c); }

}  // namespace

std::expected<std::string_view, Reason> FindSessionCookie(const KnownHeaders& headers) {
  if (!headers.cookie.present()) return std::unexpected(Reason::kSessionMissing);
  size_t count = 0;
  CookiePair found;
  const auto look = [&](std::string_view line) {
    ForEachPair(line, [&](const CookiePair& pair) {
      if (!pair.is_session) return;
      found = pair;
      ++count;
    });
  };
  for (const Header& header : headers.lines) {
    if (base::EqualIgnoringCase(header.name, "cookie")) look(header.value);
  }
  if (count == 0) return std::unexpected(Reason::kSessionMissing);
  if (count > 1) return std::unexpected(Reason::kHeaderRepeated);
  std::string_view value = found.text.substr(jose::kSessionCookie.size());
  if (!value.starts_with('=')) return std::unexpected(Reason::kHeaderMalformed);
  value.remove_prefix(1);
  if (value.empty()) return std::unexpected(Reason::kSessionMissing);
  if (!std::ranges::all_of(value, IsCookieOctet)) return std::unexpected(Reason::kHeaderMalformed);
  return value;
}

std::string WithoutSessionCookie(std::string_view cookie_header) {
  if (!cookie_header.contains(jose::kSessionCookie)) return std::string(cookie_header);
  std::string kept;
  kept.reserve(cookie_header.size());
  ForEachPair(cookie_header, [&](const CookiePair& pair) {
    if (pair.is_session) return;
    if (!kept.empty()) kept += "; ";
    kept += pair.text;
  });
  return kept;
}

bool SetsSessionCookie(std::string_view set_cookie) {
  const std::string_view pair = set_cookie.substr(0, set_cookie.find(';'));
  const size_t equals = pair.find('=');
  // Without '=' the whole text is the value of a nameless cookie, which browsers send back as if it were a pair.
  const std::string_view name = base::TrimSpace(pair.substr(0, equals));
  if (base::EqualIgnoringCase(name, jose::kSessionCookie)) return true;
  if (!name.empty() || equals == pair.npos) return false;
  const std::string_view value = base::TrimSpace(pair.substr(equals + 1));  // "=__Host-gatehouse_session=x"
  return base::EqualIgnoringCase(base::TrimSpace(value.substr(0, value.find('='))), jose::kSessionCookie);
}

}  // namespace gatehouse::gate
