// The admin endpoints for signing keys and revocations. Tests: trust_admin_test.cc.
#pragma once

#include "control/registry/droplet_tokens.h"
#include "control/registry/key_ring.h"
#include "control/registry/registry.h"
#include "control/registry/revocation_list.h"
#include "control/service/admin_body.h"

namespace gatehouse::registry {

class TrustAdmin {
 public:
  TrustAdmin(const RegistryContext& context, KeyRing& ring, RevocationList& revocations, DropletTokens& droplets)
      : context_(context), ring_(ring), revocations_(revocations), droplets_(droplets) {}

  [[nodiscard]] service::HttpRoutes Routes();

 private:
  service::HttpResponse Rotate(const service::HttpRequest& request, const service::AdminBody& body);
  service::HttpResponse Keys();
  service::HttpResponse Revoke(const service::HttpRequest& request, const service::AdminBody& body);
  service::HttpResponse Unrevoke(const service::HttpRequest& request, const service::AdminBody& body);
  service::HttpResponse List(base::Wall now);
  [[nodiscard]] base::Result<> RevokePlain(state::Revoked what, const std::string& value, const std::string& reason,
                                           base::Wall now);
  void Tell(events::EventType type, state::Revoked what, const std::string& value, const std::string& reason,
            base::Wall now);

  RegistryContext context_;
  KeyRing& ring_;
  RevocationList& revocations_;
  DropletTokens& droplets_;
};

}  // namespace gatehouse::registry
