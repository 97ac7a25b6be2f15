// The admin endpoints for droplets and their credentials (rows B2 B5). A change is acknowledged after it is
// committed and the gate has it. Tests: droplet_admin_test.cc.
#pragma once

#include "control/registry/directory_publisher.h"
#include "control/registry/droplet_tokens.h"
#include "control/registry/registry.h"
#include "control/registry/revocation_list.h"
#include "control/service/admin_body.h"
#include "control/store/credentials.h"
#include "control/store/droplets.h"

namespace gatehouse::registry {

// Valid secrets at the same time: several, so that one can replace another.
inline constexpr size_t kMaxSecrets = 4;
inline constexpr size_t kMaxKeys = 8;

class DropletAdmin {
 public:
  DropletAdmin(const RegistryContext& context, DirectoryPublisher& directory, RevocationList& revocations,
               DropletTokens& tokens)
      : context_(context), directory_(directory), revocations_(revocations), tokens_(tokens) {}

  [[nodiscard]] service::HttpRoutes Routes();

 private:
  service::HttpResponse Enrol(const service::HttpRequest& request, const service::AdminBody& body);
  service::HttpResponse List();
  service::HttpResponse Show(const service::HttpRequest& request);
  service::HttpResponse Change(const service::HttpRequest& request, const service::AdminBody& body);
  service::HttpResponse AddCredentialTo(const service::HttpRequest& request, const service::AdminBody& body);
  service::HttpResponse RevokeOne(const service::HttpRequest& request);

  void PublishOrTell(base::Wall now);
  void Tell(events::EventType type, int droplet_id, const std::string& details, base::Wall now);

  RegistryContext context_;
  DirectoryPublisher& directory_;
  RevocationList& revocations_;
  DropletTokens& tokens_;
};

}  // namespace gatehouse::registry
