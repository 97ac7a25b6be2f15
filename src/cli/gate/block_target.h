// The target of a block, as text: an address, a network, or "identity:ISSUER/SUBJECT".
// Tests: block_target_test.cc.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/ip.h"
#include "state/block_table.h"

namespace gatehouse::cli {

struct BlockTarget {
  std::optional<base::IpNetwork> network;  // exactly one of the two is set
  std::optional<state::BlockedIdentity> identity;

  [[nodiscard]] std::string Text() const;
};

// The subject follows the last '/', because an issuer may be a URL. "identity:SUBJECT" means any issuer.
[[nodiscard]] base::Result<BlockTarget> ParseBlockTarget(std::string_view text);

}  // namespace gatehouse::cli
