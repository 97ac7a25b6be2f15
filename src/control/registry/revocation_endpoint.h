// POST /oauth/revoke (RFC 7009): a client takes back a token of its own. Shown by introspection_test.cc.
#pragma once

#include "control/registry/client_authentication.h"
#include "control/registry/key_ring.h"
#include "control/registry/registry.h"
#include "control/registry/revocation_list.h"

namespace gatehouse::control {

class RevocationEndpoint {
 public:
  RevocationEndpoint(const RegistryContext& context, ClientAuthentication& clients, const KeyRing& ring,
                     RevocationList& revocations)
      : context_(context), clients_(clients), ring_(ring), revocations_(revocations) {}

  // 200 once the token is refused everywhere, and for one that nobody would accept anyway (§2.2).
  [[nodiscard]] HttpResponse Handle(const HttpRequest& request);

 private:
  RegistryContext context_;
  ClientAuthentication& clients_;
  const KeyRing& ring_;
  RevocationList& revocations_;
};

}  // namespace gatehouse::control
