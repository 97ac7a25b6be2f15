#include "gate/policy/redis_url.h"

#include <algorithm>
#include <optional>

#include "base/ascii.h"
#include "base/bytes.h"
#include "base/host_text.h"
#include "base/ip.h"
#include "base/number.h"
#include "gate/directory/host_port.h"

namespace gatehouse::gate {
namespace {

constexpr std::string_view kPlain = "redis://";
constexpr std::string_view kTls = "rediss://";
constexpr uint32_t kMostDatabases = 65'536;

bool HasControl(std::string_view text) { return std::ranges::any_of(text, base::IsControl); }

// "user:password", ":password", "user"; percent-encoded.
bool ReadCredentials(std::string_view text, RedisUrl& url) {
  const size_t colon = text.find(':');
  const auto user = base::PercentDecode(text.substr(0, colon));
  auto password = base::PercentDecode(colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 1));
  if (!user || !password || HasControl(*user) || HasControl(*password)) return false;
  url.user = *user;
  url.password = base::SecretString(std::move(*password));
  return url.user.empty() || !url.password.empty();
}

}  // namespace

bool RedisUrl::StaysHere() const {
  const auto address = base::IpAddress::Parse(host);
  return address ? address->IsLoopback() : base::AsciiLower(host) == "localhost";
}

std::string RedisUrl::Shown() const { return std::string(tls ? kTls : kPlain) + base::HostAndPort(host, port); }

base::Result<RedisUrl> ParseRedisUrl(std::string_view text) {
  const auto refuse = [] {
    return base::Fail("The URL of Redis cannot be understood", {},
                      "write rediss://host:6379 or redis://localhost:6379");
  };
  RedisUrl url;
  url.tls = text.starts_with(kTls);
  if (!url.tls && !text.starts_with(kPlain)) return refuse();
  std::string_view rest = text.substr(url.tls ? kTls.size() : kPlain.size());
  const size_t slash = rest.find('/');
  if (slash != std::string_view::npos && slash + 1 != rest.size()) {
    const auto database = base::ParseNumber<uint32_t>(rest.substr(slash + 1));
    if (!database || *database >= kMostDatabases) return refuse();
    url.database = *database;
  }
  rest = rest.substr(0, slash);
  if (const size_t at = rest.rfind('@'); at != std::string_view::npos) {
    if (!ReadCredentials(rest.substr(0, at), url)) return refuse();
    rest.remove_prefix(at + 1);
  }
  const auto place = SplitHostPort(rest);
  if (!place || (!place->v6 && !IsHostName(place->host))) return refuse();
  url.host = place->host;
  url.port = place->port.value_or(url.port);
  if (url.port == 0) return refuse();
  return url;
}

}  // namespace gatehouse::gate
