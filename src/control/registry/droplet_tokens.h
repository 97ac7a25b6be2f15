// What becomes of the tokens of a droplet that is suspended, retired or has lost them (row B2): the gate is told first,
// the database then, and an order that only one of them has is given again to the other. Shown by
// droplet_admin_test.cc and trust_admin_test.cc.
#pragma once

#include <optional>
#include <string>

#include "control/registry/registry.h"
#include "control/registry/revocation_list.h"
#include "control/store/droplets.h"

namespace gatehouse::registry {

class DropletTokens {
 public:
  DropletTokens(const RegistryContext& context, RevocationList& revocations)
      : context_(context), revocations_(revocations) {}

  // Every token that the droplet was issued until the second of `until` is refused from the next request on. False
  // where there is no such droplet.
  [[nodiscard]] base::Result<bool> RevokeTokens(int droplet_id, base::Wall until, const std::string& reason,
                                                base::Wall now);

  // For callers that change a droplet in their own transaction, and hold the list of revocations over it.
  // The gate alone, before the database: only what makes it stricter. True if it was told.
  [[nodiscard]] bool TellAhead(const store::Droplet& droplet, base::Wall now);
  // What follows from the droplet's state, within the caller's transaction; the gate is told afterwards.
  void StoreRevocation(store::Transaction& transaction, const store::Droplet& droplet, base::Wall now) const;
  [[nodiscard]] base::Result<> TellGate(const store::Droplet& droplet, base::Wall now);
  [[nodiscard]] base::Result<std::optional<store::Droplet>> Look(int droplet_id);
  // An order that the gate has and the database lacks. False, and nothing is done, where it is not about a droplet.
  [[nodiscard]] base::Result<bool> CarryOut(const store::StoredRevocation& order, base::Wall now);

 private:
  [[nodiscard]] std::optional<store::StoredRevocation> RevocationOf(const store::Droplet& droplet,
                                                                    base::Wall now) const;
  void Log(events::EventType type, int droplet_id, const std::string& details, base::Wall now);

  RegistryContext context_;
  RevocationList& revocations_;
};

}  // namespace gatehouse::registry
