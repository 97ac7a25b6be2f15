// POST /oauth/introspect (RFC 7662): an authenticated client asks whether a token is valid. Tests:
// introspection_test.cc.
#pragma once

#include "control/registry/client_authentication.h"
#include "control/registry/key_ring.h"
#include "control/registry/registry.h"

namespace gatehouse::registry {

class Introspection {
 public:
  Introspection(const RegistryContext& context, ClientAuthentication& clients, const KeyRing& ring)
      : context_(context), clients_(clients), ring_(ring) {}

  // Only {"active":false} for a token that is revoked, expired, from another issuer or malformed (§2.2).
  [[nodiscard]] service::HttpResponse Handle(const service::HttpRequest& request);

 private:
  RegistryContext context_;
  ClientAuthentication& clients_;
  const KeyRing& ring_;
};

}  // namespace gatehouse::registry
