// Whether who was let in may stay: asked again and again while an answer lasts, as a WebSocket, an event stream or a
// download does (row B2). What the pipeline judged at admission is judged as it is now: the end of the token,
// revocations, keys that were taken out, blocks. Pure, as the pipeline is. Shown by standing_test.cc.
#pragma once

#include "gate/pipeline.h"

namespace gatehouse::gate {

// What an exchange was let in with. It outlives the request's own views and every cache.
struct Standing {
  const Route* route = nullptr;  // of the Guard's policy; null where none was found
  base::IpAddress client;        // through trusted proxies
  SharedPrincipal principal;     // null for nobody: only its address can be blocked
  bool endless = true;           // ends with its token; an answer that ends by itself may take longer than that
};

struct StandingVerdict {
  Decision decision;
  bool observed = false;  // the policy only observes the rule that says so: it stays
};

// The first rule that ends it; where none does, the first that would if it were not only observed.
[[nodiscard]] StandingVerdict JudgeStanding(const Guard& guard, const Standing& standing, base::Wall now);

}  // namespace gatehouse::gate
