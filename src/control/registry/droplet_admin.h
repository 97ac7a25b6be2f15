// Droplets and their credentials, as the command line manages them (rows B2 B5). A change is acknowledged when the
// database has it for good and the gate knows. Shown by droplet_admin_test.cc.
#pragma once

#include "control/registry/directory_publisher.h"
#include "control/registry/registry.h"
#include "control/registry/revocation_list.h"
#include "control/store/credentials.h"
#include "control/store/droplets.h"

namespace gatehouse::control {

// Alive at a time: while one is replaced by the next.
inline constexpr size_t kMaxSecrets = 4;
inline constexpr size_t kMaxKeys = 8;

class DropletAdmin {
 public:
  DropletAdmin(const RegistryContext& context, DirectoryPublisher& directory, RevocationList& revocations)
      : context_(context), directory_(directory), revocations_(revocations) {}

  [[nodiscard]] HttpRoutes Routes();

  // Every token that the droplet was issued until the second of `until` is refused from the next request on. False
  // where there is no such droplet.
  [[nodiscard]] base::Result<bool> RevokeTokens(int droplet_id, base::Wall until, const std::string& reason,
                                                base::Wall now);

 private:
  HttpResponse Enrol(const HttpRequest& request);
  HttpResponse List();
  HttpResponse Show(const HttpRequest& request);
  HttpResponse Change(const HttpRequest& request);
  HttpResponse AddCredentialTo(const HttpRequest& request);
  HttpResponse RevokeOne(const HttpRequest& request);

  // What follows from a droplet's state for the tokens that it has: put into the database within the caller's
  // transaction; the gate is told afterwards.
  [[nodiscard]] std::optional<StoredRevocation> RevocationOf(const Droplet& droplet, base::Wall now) const;
  // The gate alone, before the database: only what makes it stricter. True if it was told.
  [[nodiscard]] bool TellAhead(const Droplet& droplet, base::Wall now);
  [[nodiscard]] base::Result<std::optional<Droplet>> Look(int droplet_id);
  [[nodiscard]] base::Result<> TellGate(const Droplet& droplet, base::Wall now);
  void StoreRevocation(soci::session& sql, const Droplet& droplet, base::Wall now) const;
  void PublishOrTell(base::Wall now);
  void Tell(std::string_view type, int droplet_id, const std::string& details, base::Wall now);

  RegistryContext context_;
  DirectoryPublisher& directory_;
  RevocationList& revocations_;
};

}  // namespace gatehouse::control
