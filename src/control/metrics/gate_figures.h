// What the gate has counted, for Prometheus: decisions by route and reason, latencies, mishaps, blocks. No label takes
// a value that a client chooses: routes and reasons are the policy's and ours. Shown by gate_figures_test.cc.
#pragma once

#include "base/clock.h"
#include "control/metrics/exposition.h"
#include "state/region.h"

namespace gatehouse::metrics {

// The bounds of a histogram's buckets, in seconds, are every power of two of nanoseconds from 2^10 (about 1 µs) to 2^34
// (17 s).
void AppendGateFigures(const state::Region& region, base::Wall now, Exposition& out);

}  // namespace gatehouse::metrics
