// Runs a request of the event log through the gate's pipeline again, with the current policy and state. The
// log has no token, no body and no query, so the replay stops where it needs them. It takes no place in a limit. Shown
// by replay_test.cc.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/ip.h"
#include "gate/pipeline.h"
#include "gate/policy/policy.h"

namespace gatehouse::console {

// The request's data in the event.
struct AskedRequest {
  std::string_view method;
  std::string_view target;  // its path
  base::IpAddress address;
  bool tls = true;
  bool with_credential = false;  // it had a token or a session, which is not in the log
  std::string host = {};         // empty: that of the policy's public URL
};

struct Replay {
  gate::Trace trace;
  gate::Decision decision;
  std::string route;  // the current route of the path
  // What could not be judged, as a sentence; empty: nothing.
  std::string_view rest;
};

[[nodiscard]] Replay ReplayRequest(const gate::Policy& policy, gate::Ledger& ledger, const AskedRequest& asked,
                                   base::Now now);

}  // namespace gatehouse::console
