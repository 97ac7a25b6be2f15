// Blocked addresses, networks and identities (row C15), each with a reason, a beginning and an end. A new
// block applies to the next request of every worker. Shown by block_table_test.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/ip.h"
#include "state/entry_table.h"
#include "state/region.h"

namespace gatehouse::state {

// A blocked identity; an empty issuer means any issuer.
struct BlockedIdentity {
  std::string issuer;
  std::string subject;
};

struct Block {
  std::optional<base::IpNetwork> network;  // a single address is a network with all bits fixed
  std::optional<BlockedIdentity> identity;
  std::string reason;  // truncated to kNoteBytes
  base::Wall since;
  std::optional<base::Wall> expires;  // empty: until it is removed
};

class BlockTable {
 public:
  explicit BlockTable(const Region& region);

  [[nodiscard]] bool AddressBlocked(const base::IpAddress& client, base::Wall now) const;
  [[nodiscard]] bool IdentityBlocked(std::string_view issuer, std::string_view subject, base::Wall now) const;

  // Adds, or replaces the block of the same network. An Error if the network contains loopback or overlaps a protected
  // one (the trusted proxies, THREATS: bans that hit the proxy itself), if `expires` is not after `now`, if the table
  // is full.
  [[nodiscard]] base::Result<> AddNetwork(const base::IpNetwork& network, std::string_view reason, base::Wall now,
                                          std::optional<base::Wall> expires,
                                          std::span<const base::IpNetwork> protected_networks);
  [[nodiscard]] base::Result<> AddIdentity(const BlockedIdentity& identity, std::string_view reason, base::Wall now,
                                           std::optional<base::Wall> expires);
  // False if there is no such block. Exact: removing an address does not remove the block of a network around it.
  [[nodiscard]] base::Result<bool> RemoveNetwork(const base::IpNetwork& network);
  [[nodiscard]] base::Result<bool> RemoveIdentity(const BlockedIdentity& identity);

  // The blocks in force, the oldest first.
  [[nodiscard]] std::vector<Block> List(base::Wall now) const;

 private:
  EntryTable table_;
};

}  // namespace gatehouse::state
