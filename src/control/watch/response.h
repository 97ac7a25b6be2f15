// The response to a finding (row C15): blocks its subject in the gate's own table, from its next request on. The rule
// says for how long; each further block lasts longer. Loopback, trusted proxies and the never-list are never blocked.
// Shown by response_test.cc.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ip.h"
#include "control/store/findings.h"
#include "detect/finding.h"
#include "state/region.h"

namespace gatehouse::watch {

// Blocks of one rule within so long make the next one twice as long, up to the longest.
inline constexpr std::chrono::hours kEscalationMemory{24 * 7};
inline constexpr std::chrono::hours kLongestEscalation{24 * 7};
[[nodiscard]] std::chrono::seconds Escalated(std::chrono::seconds block, int64_t earlier_blocks);

class Response {
 public:
  struct Protected {
    std::vector<base::IpNetwork> trusted_proxies;
    std::vector<base::IpNetwork> never_block;
  };
  // The region must outlive it.
  Response(const state::Region& region, Protected networks) : region_(region), protected_(std::move(networks)) {}

  // Blocks if the finding asks for it. The same finding may be answered again after a restart: its block is the same.
  [[nodiscard]] store::StoredFinding Answer(detect::Finding finding, int64_t earlier_blocks, base::Wall now) const;

  // Removes the blocks that these rules made of networks on the never-list, which a new policy may have. Returns them.
  [[nodiscard]] std::vector<base::IpNetwork> LiftProtected(std::span<const std::string> rules, base::Wall now) const;

 private:
  [[nodiscard]] bool IsNeverBlocked(const base::IpNetwork& network) const;
  [[nodiscard]] std::string Block(const detect::Finding& finding, base::Wall now, base::Wall until) const;

  const state::Region& region_;
  Protected protected_;
};

}  // namespace gatehouse::watch
