// The metrics (row A14), as a part of the daemon: one page in Prometheus' text format, behind the gate. doc/metrics.md
// explains each. Shown by exposition_test.cc, gate_figures_test.cc and tests/watch/test_metrics.py.
#pragma once

#include <memory>

#include "control/alerts/alerts.h"
#include "control/service/hash_queue.h"
#include "control/service/part.h"
#include "control/store/database.h"
#include "gate/policy/policy.h"
#include "state/region.h"

namespace gatehouse::metrics {

inline constexpr std::string_view kMetricsPath = "/_gatehouse/metrics";

struct MetricsContext {
  const state::Region& region;
  store::Database& database;
  const gate::Policy& policy;  // with `control`
  const service::HashQueue& hashes;
  const alerts::Alerts& alerts;
  base::Wall started;  // of the daemon
};

// What the context refers to outlives it.
[[nodiscard]] std::unique_ptr<service::Part> MakeMetrics(const MetricsContext& context);

}  // namespace gatehouse::metrics
