// Whether an admitted client may stay: checked repeatedly while an answer lasts, as a WebSocket, an event stream or a
// download (row B2). What the pipeline checked at admission is checked again: the token's expiry,
// revocations, removed keys, blocks. Pure, as the pipeline is. Shown by standing_test.cc.
#pragma once

#include "gate/pipeline.h"

namespace gatehouse::gate {

// What the exchange was admitted with. It outlives the request's views and every cache.
struct Standing {
  const Route* route = nullptr;  // of the Guard's policy; null if none matched
  base::IpAddress client;        // through trusted proxies
  SharedPrincipal principal;     // null for an unidentified client: only its address can be blocked
  bool endless = true;           // ends with its token; false: an answer with an end of its own may outlast the token
};

struct StandingVerdict {
  Decision decision;
  bool observed = false;  // the policy only observes the violated rule: the stream continues
};

// The first rule that ends it; if there is none, the first that would if it were not only observed.
[[nodiscard]] StandingVerdict JudgeStanding(const Guard& guard, const Standing& standing, base::Wall now);

}  // namespace gatehouse::gate
