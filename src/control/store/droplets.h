// The droplets that are enrolled (rows B2 B5 B6). Functions of the store run within a transaction of Database and throw
// what SOCI throws: Database::Read and Write make an Error of it. Shown by store_test.cc.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "gate/directory/directory.h"

namespace soci {
class session;
}

namespace gatehouse::store {

struct Droplet {
  int id = 0;  // 1–999, never given anew: a retired droplet keeps its row
  std::string name;
  std::string steward;
  std::string url;
  std::vector<std::string> roles;
  gate::DropletState state = gate::DropletState::kActive;
  // Tokens issued before are revoked, whatever became of the droplet since: what a resumed one must not get back.
  std::optional<base::Wall> tokens_from;
  base::Wall created{};
  base::Wall changed{};

  friend bool operator==(const Droplet&, const Droplet&) = default;
};

[[nodiscard]] std::vector<Droplet> AllDroplets(soci::session& sql);  // by id
[[nodiscard]] std::optional<Droplet> FindDroplet(soci::session& sql, int id);
void AddDroplet(soci::session& sql, const Droplet& droplet);
void UpdateDroplet(soci::session& sql, const Droplet& droplet);  // everything but id and created

}  // namespace gatehouse::store
