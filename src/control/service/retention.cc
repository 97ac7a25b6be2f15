#include "control/service/retention.h"

namespace gatehouse::service {

base::Wall Retention::Until(base::Now now) {
  went_back_ = false;
  if (even_since_) {
    const auto drift = (now.wall - even_since_->wall) - (now.steady - even_since_->steady);
    if (drift > kClockStep || drift < -kClockStep) {
      went_back_ = drift < -kClockStep;
      even_since_.reset();
    }
  }
  if (!even_since_) even_since_ = now;
  if (now.steady - even_since_->steady < kRetention) return base::Wall{};
  return now.wall - kRetention;
}

}  // namespace gatehouse::service
