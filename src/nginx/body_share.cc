#include "nginx/body_share.h"

namespace gatehouse::nginx {

BodyShare::~BodyShare() {
  if (budget_ != nullptr) budget_->used_ -= bytes_;
}

bool BodyShare::Take(BodyBudget& budget, uint64_t bytes) {
  const uint64_t others = budget.used_ - bytes_;
  if (others > 0 && (bytes > budget.bytes_ || others > budget.bytes_ - bytes)) return false;
  budget.used_ = others + bytes;
  budget_ = &budget;
  bytes_ = bytes;
  return true;
}

}  // namespace gatehouse::nginx
