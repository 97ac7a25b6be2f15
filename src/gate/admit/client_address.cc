#include "gate/admit/client_address.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "base/bytes.h"

namespace gatehouse::gate {
namespace {

// Takes the last word off a comma-separated list.
std::string_view TakeLast(std::string_view& list) {
  const size_t comma = list.rfind(',');
  const std::string_view last = comma == std::string_view::npos ? list : list.substr(comma + 1);
  list = comma == std::string_view::npos ? std::string_view{} : list.substr(0, comma);
  return base::TrimSpace(last);
}

// Walks one X-Forwarded-For line from the right. `found` becomes the last address met; done once that is no trusted
// proxy.
enum class Walk : uint8_t { kDone, kAllTrusted, kUnreadable };
Walk WalkLine(std::string_view line, const ProxyRules& rules, int& hops_left, base::IpAddress& found) {
  do {
    const std::optional<base::IpAddress> hop = base::IpAddress::Parse(TakeLast(line));
    if (!hop || hops_left-- == 0) return Walk::kUnreadable;
    found = *hop;
    if (!rules.Trusts(found)) return Walk::kDone;
  } while (!line.empty());
  return Walk::kAllTrusted;
}

// The lines of a repeated X-Forwarded-For are one list (RFC 9110 §5.3).
std::optional<base::IpAddress> ForwardedFor(const Request& request, const KnownHeaders& headers,
                                            const ProxyRules& rules) {
  base::IpAddress found;
  int hops_left = kMaxForwardedHops;
  Walk walk = WalkLine(headers.forwarded_for.value, rules, hops_left, found);
  if (walk == Walk::kAllTrusted && headers.forwarded_for.count > 1) {
    bool last_line = true;
    for (size_t i = request.headers.size(); i-- > 0 && walk == Walk::kAllTrusted;) {
      if (!base::EqualIgnoringCase(request.headers[i].name, "x-forwarded-for")) continue;
      if (!last_line) walk = WalkLine(request.headers[i].value, rules, hops_left, found);
      last_line = false;
    }
  }
  if (walk == Walk::kUnreadable) return std::nullopt;
  return found;
}

}  // namespace

bool ProxyRules::Trusts(const base::IpAddress& peer) const {
  return std::ranges::any_of(trusted, [&](const base::IpNetwork& network) { return network.Contains(peer); });
}

Client ClientOf(const Request& request, const KnownHeaders& headers, const ProxyRules& rules) {
  Client client{.address = request.peer, .tls = request.tls, .through_proxy = false};
  if (!rules.Trusts(request.peer)) return client;

  client.through_proxy = true;
  if (headers.forwarded_proto.present()) {
    std::string_view words = headers.forwarded_proto.value;
    client.tls = base::EqualIgnoringCase(TakeLast(words), "https");
  }
  if (headers.forwarded_for.present()) {
    const std::optional<base::IpAddress> address = ForwardedFor(request, headers, rules);
    if (!address) return Client{.address = request.peer, .tls = false, .through_proxy = true};
    client.address = *address;
  }
  return client;
}

}  // namespace gatehouse::gate
