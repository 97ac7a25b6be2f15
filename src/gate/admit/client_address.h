// The client of a request, whether it came over TLS, and the host that it asked for, trusting a proxy only where the
// policy names it (row B9; THREATS: forwarded headers believed). Shown by client_address_test.cc.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/ip.h"
#include "gate/request/request.h"

namespace gatehouse::gate {

// Which headers the trusted proxies write. kEither: X-Forwarded-For and X-Forwarded-Proto where the request has one of
// them, else Forwarded. A proxy that writes one kind and passes the other on as its client sent it must be named.
enum class ProxyHeaders : uint8_t { kEither, kXForwarded, kForwarded };

struct ProxyRules {
  std::vector<base::IpNetwork> trusted;  // empty: no forwarded header is ever believed
  ProxyHeaders headers = ProxyHeaders::kEither;
  bool host = false;  // services are told the host that the proxies say was asked for, and not the one in Host
  [[nodiscard]] bool Trusts(const base::IpAddress& peer) const;
};

// What the trusted proxies say of how they were asked: views into the request, empty where they say nothing usable. It
// is the client's own word where a proxy passes these headers on instead of setting them.
struct AskedAs {
  std::string_view host;    // X-Forwarded-Host, or `host` of Forwarded: with a port where one was said
  std::string_view port;    // X-Forwarded-Port
  std::string_view prefix;  // X-Forwarded-Prefix: the path that the proxies took off
};

struct Client {
  base::IpAddress address;
  bool tls = false;
  bool through_proxy = false;  // the peer is a trusted proxy
  AskedAs asked;
};

inline constexpr int kMaxForwardedHops = 32;  // addresses looked at, from the right

// From a trusted peer, the rightmost address of X-Forwarded-For or Forwarded (all lines) that is not a trusted proxy
// counts; if all are trusted, the leftmost. Addresses to the left of it were written by the client and are ignored.
// If something else than an address comes first ("unknown", a name), the peer itself is the client.
//
// The scheme is what the same hop says: of Forwarded, `proto` of the same element; of X-Forwarded-Proto, the word that
// stands as far from the right as the address. Proxies that overwrite it leave one word: it counts for all. Where there
// are several, but fewer than hops, all must be https or wss. Without a word, the socket counts; a word that is no
// scheme is not TLS. Host and port are those of the same hop too, where they are lists.
[[nodiscard]] Client ClientOf(const Request& request, const KnownHeaders& headers, const ProxyRules& rules);

}  // namespace gatehouse::gate
