// A request of the event log put to the gate's own pipeline once more, as the policy and the gate's state are now. The
// log has no token, no body and no query, so this goes as far as can be judged without them. Nothing is used up. Shown
// by replay_test.cc.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/ip.h"
#include "gate/pipeline.h"
#include "gate/policy/policy.h"

namespace gatehouse::console {

// As the event has it.
struct AskedRequest {
  std::string_view method;
  std::string_view target;  // its path
  base::IpAddress address;
  bool tls = true;
  bool with_credential = false;  // it came with a token or a session, which the log does not keep
};

struct Replay {
  gate::Trace trace;
  gate::Decision decision;
  std::string route;  // that the path leads to now
  // What could not be judged from here on, in words; empty: nothing.
  std::string_view rest;
};

[[nodiscard]] Replay ReplayRequest(const gate::Policy& policy, gate::Ledger& ledger, const AskedRequest& asked,
                                   base::Now now);

}  // namespace gatehouse::console
