// The registry (rows B2 B3 B5 B6): registers droplets, issues their tokens, manages the keys, informs the gate; fetches
// keys of foreign issuers. Described in doc/registry.md. Tests: registry_test.cc and, against the running gate, by
// tests/control/test_oauth.py.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/ip.h"
#include "base/resolve_host.h"
#include "control/service/gate_link.h"
#include "control/service/hash_queue.h"
#include "control/service/part.h"
#include "control/service/sealer.h"
#include "control/store/database.h"
#include "fetch/fetch.h"
#include "gate/policy/policy.h"

namespace gatehouse::registry {

using Resolve = std::function<std::vector<base::IpAddress>(const std::string& host)>;
using Fetch = std::function<base::Result<fetch::Answer>(const fetch::Request&)>;

struct RegistryContext {
  store::Database& database;
  service::GateLink& link;
  const gate::Policy& policy;  // with `control`
  const service::Sealer& sealer;
  service::HashQueue& hashes;
  // Access to name servers and the web; tests replace it.
  Resolve resolve = base::ResolveHost;
  Fetch fetch = [](const fetch::Request& request) -> base::Result<fetch::Answer> { return fetch::Send(request); };

  [[nodiscard]] const gate::ControlSettings& control() const { return *policy.control; }
  [[nodiscard]] const gate::RegistrySettings& registry() const { return *policy.control->registry; }
};

// Without `control.registry` it has no endpoints and only fetches the keys of foreign issuers (`jwks_url`). The
// context's references must outlive it.
[[nodiscard]] std::unique_ptr<service::Part> MakeRegistry(const RegistryContext& context);

}  // namespace gatehouse::registry
