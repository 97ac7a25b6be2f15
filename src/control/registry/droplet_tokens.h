// Revokes the tokens of a droplet that is suspended or retired, or on an operator's order (row B2): first at the gate,
// then in the database. If only one of them has the order, it is repeated for the other. Tests:
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

  // Refuses all tokens that were issued to the droplet up to the second of `until`, from the next request on. Returns
  // false if there is no such droplet.
  [[nodiscard]] base::Result<bool> RevokeTokens(int droplet_id, base::Wall until, const std::string& reason,
                                                base::Wall now);

  // For callers that change a droplet in their own transaction while they hold the list of revocations.
  // Tells only the gate, before the database, and only what makes it stricter. Returns true if it was told.
  [[nodiscard]] bool TellAhead(const store::Droplet& droplet, base::Wall now);
  // Stores what follows from the droplet's state, in the caller's transaction; the gate is told afterwards.
  void StoreRevocation(store::Transaction& transaction, const store::Droplet& droplet, base::Wall now) const;
  [[nodiscard]] base::Result<> TellGate(const store::Droplet& droplet, base::Wall now);
  [[nodiscard]] base::Result<std::optional<store::Droplet>> Look(int droplet_id);
  // Executes an order that the gate has but the database lacks. Returns false if it is not about a droplet.
  [[nodiscard]] base::Result<bool> CarryOut(const store::StoredRevocation& order, base::Wall now);

 private:
  [[nodiscard]] std::optional<store::StoredRevocation> RevocationOf(const store::Droplet& droplet,
                                                                    base::Wall now) const;
  void Log(events::EventType type, int droplet_id, const std::string& details, base::Wall now);

  RegistryContext context_;
  RevocationList& revocations_;
};

}  // namespace gatehouse::registry
