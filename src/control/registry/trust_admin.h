// Signing keys and revocations, as the command line manages them. Shown by trust_admin_test.cc.
#pragma once

#include "control/registry/droplet_tokens.h"
#include "control/registry/key_ring.h"
#include "control/registry/registry.h"
#include "control/registry/revocation_list.h"

namespace gatehouse::control {

class TrustAdmin {
 public:
  TrustAdmin(const RegistryContext& context, KeyRing& ring, RevocationList& revocations, DropletTokens& droplets)
      : context_(context), ring_(ring), revocations_(revocations), droplets_(droplets) {}

  [[nodiscard]] HttpRoutes Routes();

 private:
  HttpResponse Rotate(const HttpRequest& request);
  HttpResponse Keys();
  HttpResponse Revoke(const HttpRequest& request);
  HttpResponse Unrevoke(const HttpRequest& request);
  HttpResponse List(base::Wall now);
  [[nodiscard]] base::Result<> RevokePlain(state::Revoked what, const std::string& value, const std::string& reason,
                                           base::Wall now);

  RegistryContext context_;
  KeyRing& ring_;
  RevocationList& revocations_;
  DropletTokens& droplets_;
};

}  // namespace gatehouse::control
