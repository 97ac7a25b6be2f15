// The registered droplets (rows B2 B5 B6). Functions of the store run in a transaction of Database and let
// SOCI's exceptions pass: Database::Read and Write convert them to an Error. Tests: store_test.cc.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "control/store/transaction.h"
#include "gate/directory/directory.h"

namespace gatehouse::store {

struct Droplet {
  int id = 0;  // 1–999, never reused: a retired droplet keeps its row
  std::string name;
  std::string steward;
  std::string url;
  std::vector<std::string> roles;
  gate::DropletState state = gate::DropletState::kActive;
  // Tokens issued before this time are revoked, in any later state: a resumed droplet must not get them back.
  std::optional<base::Wall> tokens_from;
  base::Wall created{};
  base::Wall changed{};

  friend bool operator==(const Droplet&, const Droplet&) = default;
};

[[nodiscard]] std::vector<Droplet> AllDroplets(Transaction& transaction);  // by id
[[nodiscard]] std::optional<Droplet> FindDroplet(Transaction& transaction, int id);
void AddDroplet(Transaction& transaction, const Droplet& droplet);
void UpdateDroplet(Transaction& transaction, const Droplet& droplet);  // everything but id and created

}  // namespace gatehouse::store
