// Whose request this is and whether it came over TLS, believing a proxy only where the policy names it
// (row B9; THREATS: forwarded headers believed). Shown by client_address_test.cc.
#pragma once

#include <vector>

#include "base/ip.h"
#include "gate/exchange/request.h"

namespace gatehouse::gate {

struct ProxyRules {
  std::vector<base::IpNetwork> trusted;  // empty: no forwarded header is ever believed
  [[nodiscard]] bool Trusts(const base::IpAddress& peer) const;
};

struct Client {
  base::IpAddress address;
  bool tls = false;
  bool through_proxy = false;  // the peer is a trusted proxy
};

inline constexpr int kMaxForwardedHops = 32;  // addresses looked at, from the right

// From a trusted peer the rightmost address of X-Forwarded-For (all lines of it) that is no trusted proxy counts; where
// all are trusted, the leftmost. Something unreadable before one is found makes the peer itself the client, without
// TLS; what stands left of the found one was written by the client and is not looked at. X-Forwarded-Proto is the
// scheme: its last word, without TLS if that is neither http nor https. Without the headers, the socket counts.
[[nodiscard]] Client ClientOf(const Request& request, const KnownHeaders& headers, const ProxyRules& rules);

}  // namespace gatehouse::gate
