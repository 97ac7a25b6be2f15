#include "control/store/database_url.h"

#include <array>
#include <string_view>
#include <utility>

namespace gatehouse::store {
namespace {

constexpr std::string_view kSqlite = "sqlite:";
// Default timeouts if the URL sets none: for connecting, and for a server that stops answering.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kBounds = {{
    {"connect_timeout", "5"},
    {"tcp_user_timeout", "15000"},
    {"keepalives_idle", "15"},
    {"keepalives_interval", "5"},
    {"keepalives_count", "3"},
}};

// Returns "postgresql://user@host:port/name" for a URL, which may contain a password before the last '@' of its
// authority, or in its parameters.
std::string Shown(std::string_view scheme, std::string_view rest) {
  rest = rest.substr(0, rest.find_first_of("?#"));
  // A password may contain '/' that is not encoded: everything up to the last '@' counts as user information.
  const size_t at = rest.rfind('@');
  if (at == rest.npos) return std::string(scheme) + std::string(rest);
  const std::string_view user = rest.substr(0, rest.find_first_of(":@"));
  return std::string(scheme) + std::string(user) + std::string(rest.substr(at));
}

}  // namespace

base::Result<DatabaseUrl> ParseDatabaseUrl(const std::string& url) {
  if (url.starts_with(kSqlite)) {
    const std::string path = url.substr(kSqlite.size());
    return DatabaseUrl{.postgresql = false, .target = path, .shown = path};
  }
  for (const std::string_view scheme : {std::string_view("postgresql://"), std::string_view("postgres://")}) {
    if (!url.starts_with(scheme)) continue;
    DatabaseUrl parsed{.postgresql = true, .target = url, .shown = {}};
    parsed.shown = Shown(scheme, std::string_view(url).substr(scheme.size()));
    for (const auto& [name, value] : kBounds) {
      if (url.contains(std::string(name) + '=')) continue;
      parsed.target += parsed.target.contains('?') ? '&' : '?';
      parsed.target.append(name).append("=").append(value);
    }
    return parsed;
  }
  return base::Fail("Unknown kind of database", "control.database", "write sqlite:/path or postgresql://host/name");
}

}  // namespace gatehouse::store
