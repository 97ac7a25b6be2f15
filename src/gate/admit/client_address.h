// The client of a request, whether it used TLS, and the host it asked for. Forwarded headers are believed only from
// proxies that the policy lists (row B9; THREATS: forwarded headers believed). Shown by client_address_test.cc.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/ip.h"
#include "gate/request/request.h"

namespace gatehouse::gate {

// Which headers the trusted proxies write. kEither: X-Forwarded-For and X-Forwarded-Proto if the request has one of
// them, else Forwarded. If a proxy writes one kind and passes the client's other kind on, its kind must be set here.
enum class ProxyHeaders : uint8_t { kEither, kXForwarded, kForwarded };

struct ProxyRules {
  std::vector<base::IpNetwork> trusted;  // empty: no forwarded header is ever believed
  ProxyHeaders headers = ProxyHeaders::kEither;
  bool host = false;  // services get the host that the proxies report instead of the one in Host
  [[nodiscard]] bool Trusts(const base::IpAddress& peer) const;
};

// The requested host, port and prefix as trusted proxies report them: views into the request, empty if there is nothing
// usable. A proxy that passes these headers on instead of setting them reports what the client wrote.
struct AskedAs {
  std::string_view host;    // X-Forwarded-Host, or `host` of Forwarded; with a port if one was sent
  std::string_view port;    // X-Forwarded-Port
  std::string_view prefix;  // X-Forwarded-Prefix: the path that the proxies removed
};

struct Client {
  base::IpAddress address;
  bool tls = false;
  bool through_proxy = false;  // the peer is a trusted proxy
  AskedAs asked;
};

inline constexpr int kMaxForwardedHops = 32;  // at most this many addresses are examined, from the right

// From a trusted peer, the client is the rightmost address of X-Forwarded-For or Forwarded (all lines) that is not a
// trusted proxy; if all are trusted, the leftmost. Addresses to its left were written by the client and are ignored.
// If a text that is not an address comes first ("unknown", a name), the peer itself is the client.
//
// The scheme is the one that the same hop reports: in Forwarded, `proto` of the same element; in X-Forwarded-Proto, the
// word at the same position from the right as the address. A single word (from proxies that overwrite it) counts for
// all hops. If there are several but fewer than hops, all must be https or wss. Without a word, the socket decides; a
// word that is not a scheme means no TLS. Host and port are those of the same hop too, if they are lists.
[[nodiscard]] Client ClientOf(const Request& request, const KnownHeaders& headers, const ProxyRules& rules);

}  // namespace gatehouse::gate
