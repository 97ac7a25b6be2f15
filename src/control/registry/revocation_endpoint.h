// POST /oauth/revoke (RFC 7009): a client revokes one of its own tokens. Beyond kMaxOwnRevocations at a time they
// become one entry: all its tokens issued until then. Tests: introspection_test.cc,
// tests/attacks/test_revocation_flood.py.
#pragma once

#include "control/registry/client_authentication.h"
#include "control/registry/droplet_tokens.h"
#include "control/registry/key_ring.h"
#include "control/registry/registry.h"
#include "control/registry/revocation_list.h"

namespace gatehouse::registry {

// Limit per client, of entries that have not expired.
inline constexpr int64_t kMaxOwnRevocations = 256;

class RevocationEndpoint {
 public:
  RevocationEndpoint(const RegistryContext& context, ClientAuthentication& clients, const KeyRing& ring,
                     RevocationList& revocations, DropletTokens& droplets)
      : context_(context), clients_(clients), ring_(ring), revocations_(revocations), droplets_(droplets) {}

  // 200 when the token is refused everywhere, and for an invalid token (§2.2).
  [[nodiscard]] service::HttpResponse Handle(const service::HttpRequest& request);

 private:
  [[nodiscard]] base::Result<> Revoke(const jose::Claims& principal, base::Wall now);

  RegistryContext context_;
  ClientAuthentication& clients_;
  const KeyRing& ring_;
  RevocationList& revocations_;
  DropletTokens& droplets_;
};

}  // namespace gatehouse::registry
