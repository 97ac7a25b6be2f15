// The metrics (row A14), a part of the daemon: one page in Prometheus' text format, behind the gate. doc/metrics.md
// explains each. Tests: metrics_test.cc and tests/watch/test_metrics.py.
#pragma once

#include <memory>

#include "control/alerts/alerts.h"
#include "control/service/hash_queue.h"
#include "control/service/part.h"
#include "control/sharing/sharer.h"
#include "control/store/database.h"
#include "gate/policy/policy.h"
#include "state/region.h"

namespace gatehouse::metrics {

inline constexpr std::string_view kMetricsPath = "/_gatehouse/metrics";

struct MetricsContext {
  const state::Region& region;
  store::Database& database;
  const gate::Policy& policy;  // must have `control`
  const service::HashQueue& hashes;
  const alerts::Alerts& alerts;
  const sharing::Sharer* sharer;  // null if the limits are not shared
  base::Wall started;             // start of the daemon
};

// The context's references must outlive the part.
[[nodiscard]] std::unique_ptr<service::Part> MakeMetrics(const MetricsContext& context);

}  // namespace gatehouse::metrics
