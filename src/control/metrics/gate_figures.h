// The gate's counters for Prometheus: decisions by route and reason, latencies, internal errors, blocks. Clients cannot
// choose label values: routes come from the policy, reasons from a fixed list. Tests: gate_figures_test.cc.
#pragma once

#include "base/clock.h"
#include "control/metrics/exposition.h"
#include "state/region.h"

namespace gatehouse::metrics {

// The bounds of a histogram's buckets, in seconds, are every power of two of nanoseconds from 2^10 (about 1 µs) to 2^34
// (17 s).
void AppendGateFigures(const state::Region& region, base::Wall now, Exposition& out);

}  // namespace gatehouse::metrics
