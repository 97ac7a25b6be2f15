#include "control/console/history.h"

namespace gatehouse::console {
namespace {

// A new state file starts its counters at 0.
uint64_t Since(uint64_t before, uint64_t now) { return now >= before ? now - before : now; }

}  // namespace

History::Sums History::SumsOf(const state::Counters::Totals& totals) {
  Sums sums;
  for (const gate::ReasonInfo& info : gate::AllReasons()) {
    const auto index = static_cast<size_t>(info.reason);
    sums.observed += totals.observed[index];
    if (info.reason == gate::Reason::kAllowed) {
      sums.allowed += totals.enforced[index];
    } else if (info.reason == gate::Reason::kUpstreamError) {
      sums.failed += totals.enforced[index];
    } else {
      sums.refused += totals.enforced[index];
    }
  }
  return sums;
}

void History::Look(const Sums& sums, base::Wall now) {
  const std::lock_guard hold(mutex_);
  if (!begun_ || now < begun_->end) {  // the first call, or the clock was set back
    begun_ = {now, sums};
    return;
  }
  if (now - begun_->end < kStep) return;
  const Sums& before = begun_->counted;
  steps_.push_back({now,
                    {.allowed = Since(before.allowed, sums.allowed),
                     .refused = Since(before.refused, sums.refused),
                     .observed = Since(before.observed, sums.observed),
                     .failed = Since(before.failed, sums.failed)}});
  if (steps_.size() > kSteps) steps_.pop_front();
  begun_ = {now, sums};
}

std::vector<History::Step> History::Steps() const {
  const std::lock_guard hold(mutex_);
  return {steps_.begin(), steps_.end()};
}

}  // namespace gatehouse::console
