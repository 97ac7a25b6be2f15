// People: logins, sessions, second factors, their pages and their administration (rows A9 A10 A13). doc/people.md is
// its manual. Tests: people_test.cc and, against the running gate, by tests/control/test_people.py.
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
  const gate::Policy& policy;  // with `control.people`
  const service::Sealer& sealer;
  service::HashQueue& hashes;
  // What a password's hash costs; empty: calibrated to this machine.
  std::optional<passwords::HashCost> cost = {};
};

// What the context refers to outlives it.
[[nodiscard]] std::unique_ptr<service::Part> MakePeople(const PeopleContext& context);

}  // namespace gatehouse::people
