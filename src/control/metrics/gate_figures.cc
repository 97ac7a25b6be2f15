#include "control/metrics/gate_figures.h"

#include <fmt/format.h>

#include <array>

#include "gate/inspect/prompt/rule.h"
#include "state/block_table.h"
#include "state/counters.h"
#include "state/revocations.h"
#include "state/route_counters.h"

namespace gatehouse::metrics {
namespace {

using Kind = Exposition::Kind;

constexpr unsigned kSmallestBound = 10;
constexpr unsigned kLargestBound = 34;
constexpr double kNanosecond = 1e-9;

std::string_view DecisionOf(gate::Reason reason) {
  if (reason == gate::Reason::kAllowed) return "allowed";
  return reason == gate::Reason::kUpstreamError ? "failed" : "refused";
}

void AppendRequests(const state::Region& region, Exposition& out) {
  out.Family("gatehouse_requests_total", Kind::kCounter,
             "Decisions about requests by route and reason; decision is allowed, refused, observed (would have been "
             "refused) or failed (the service did).");
  for (const auto& row : state::RouteCounters(region).Read()) {
    for (const gate::ReasonInfo& info : gate::AllReasons()) {
      const auto index = static_cast<size_t>(info.reason);
      if (row.enforced[index] != 0) {
        out.Sample({{"route", row.route}, {"decision", DecisionOf(info.reason)}, {"reason", info.name}},
                   row.enforced[index]);
      }
      if (row.observed[index] != 0) {
        out.Sample({{"route", row.route}, {"decision", "observed"}, {"reason", info.name}}, row.observed[index]);
      }
    }
  }
}

// The bounds are a subset of the counters' own bounds, so that every value is in the right bucket.
void AppendLatency(std::string_view stage, const state::Counters::Latency& latency, Exposition& out) {
  uint64_t below = 0;
  size_t bucket = 0;
  for (unsigned exponent = kSmallestBound; exponent <= kLargestBound; ++exponent) {
    const std::chrono::nanoseconds bound{int64_t{1} << exponent};
    while (bucket + 1 < state::kLatencyBuckets && state::LatencyBound(bucket) <= bound) {
      below += latency.counts[bucket++];
    }
    const double seconds = static_cast<double>(bound.count()) * kNanosecond;
    out.Part("_bucket", {{"stage", stage}, {"le", fmt::format("{:.9g}", seconds)}}, below);
  }
  while (bucket < state::kLatencyBuckets) below += latency.counts[bucket++];
  out.Part("_bucket", {{"stage", stage}, {"le", "+Inf"}}, below);
  out.Part("_sum", {{"stage", stage}}, static_cast<double>(latency.sum.count()) * kNanosecond);
  out.Part("_count", {{"stage", stage}}, below);
}

void AppendCounters(const state::Counters::Totals& totals, Exposition& out) {
  out.Family(
      "gatehouse_request_duration_seconds", Kind::kHistogram,
      "How long stages of a request took, measured for one in sixteen: admit (the decision), body (its inspection), "
      "upstream (the service), "
      "request (the whole).");
  for (size_t i = 0; i < state::kTimedCount; ++i) {
    AppendLatency(state::Name(static_cast<state::Timed>(i)), totals.latency[i], out);
  }
  constexpr std::array<std::string_view, state::kCounterCount> kHelp = {
      "Security events written to the log.", "Security events that did not reach the log.",
      "Requests of new clients that were counted together because the table of limits was full.",
      "Requests refused because the table of limits was full.",
      "Headers of requests that were not passed on to the service."};
  for (size_t i = 0; i < state::kCounterCount; ++i) {
    out.Family(fmt::format("gatehouse_{}_total", state::Name(static_cast<state::Counter>(i))), Kind::kCounter,
               kHelp[i]);
    out.Sample({}, totals.named[i]);
  }
}

void AppendSignals(const state::Counters::Totals& totals, Exposition& out) {
  out.Family("gatehouse_prompt_signals_total", Kind::kCounter,
             "Signals of prompts by what became of the request: refused, redacted (secrets were removed) or "
             "reported (it passed and is in the event log).");
  for (const prompt::SignalInfo& signal : prompt::AllSignals()) {
    for (const auto fate : {state::SignalFate::kRefused, state::SignalFate::kRedacted, state::SignalFate::kReported}) {
      const uint64_t count = totals.signals[static_cast<size_t>(signal.signal)][static_cast<size_t>(fate)];
      if (count != 0) out.Sample({{"signal", signal.name}, {"outcome", state::Name(fate)}}, count);
    }
  }
}

void AppendTables(const state::Region& region, base::Wall now, Exposition& out) {
  uint64_t addresses = 0;
  uint64_t identities = 0;
  for (const state::Block& block : state::BlockTable(region).List(now)) ++(block.network ? addresses : identities);
  out.Family("gatehouse_blocks", Kind::kGauge, "Blocks in force.");
  out.Sample({{"kind", "address"}}, addresses);
  out.Sample({{"kind", "identity"}}, identities);
  out.Family("gatehouse_blocks_limit", Kind::kGauge, "How many blocks the table holds.");
  out.Sample({}, region.sizes().block_entries);
  out.Family("gatehouse_revocations", Kind::kGauge, "Revocations in force.");
  out.Sample({}, uint64_t{state::Revocations(region).List(now).size()});
  out.Family("gatehouse_revocations_limit", Kind::kGauge, "How many revocations the table holds.");
  out.Sample({}, region.sizes().revocation_entries);
}

}  // namespace

void AppendGateFigures(const state::Region& region, base::Wall now, Exposition& out) {
  AppendRequests(region, out);
  const state::Counters::Totals totals = state::Counters(region).Read();
  AppendCounters(totals, out);
  AppendSignals(totals, out);
  AppendTables(region, now, out);
}

}  // namespace gatehouse::metrics
