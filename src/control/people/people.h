// People: logins, sessions, second factors, their pages and their administration (rows A9 A10 A13). Described in
// doc/people.md. Tests: people_test.cc and, against the running gate, by tests/control/test_people.py.
#pragma once

#include <memory>
#include <optional>

#include "control/service/gate_link.h"
#include "control/service/hash_queue.h"
#include "control/service/part.h"
#include "control/service/sealer.h"
#include "control/store/database.h"
#include "gate/policy/policy.h"
#include "passwords/hash.h"

namespace gatehouse::people {

struct PeopleContext {
  store::Database& database;
  service::GateLink& link;
  const gate::Policy& policy;  // must have `control.people`
  const service::Sealer& sealer;
  service::HashQueue& hashes;
  // The cost of a password hash; empty: calibrated on this machine.
  std::optional<passwords::HashCost> cost = {};
};

// The context's references must outlive the part.
[[nodiscard]] std::unique_ptr<service::Part> MakePeople(const PeopleContext& context);

}  // namespace gatehouse::people
