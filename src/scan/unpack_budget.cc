#include "scan/unpack_budget.h"

namespace gatehouse::scan {

UnpackBudget& UnpackBudget::OfProcess() {
  constexpr size_t kBytes = 64 << 20;
  static UnpackBudget budget(kBytes);
  return budget;
}

void UnpackBudget::Share::Grow(size_t bytes) {
  if (bytes <= held_) return;
  const size_t more = bytes - held_;
  std::unique_lock lock(budget_.mutex_);
  const auto fits = [&] { return budget_.used_ + more <= budget_.bytes_; };
  const auto may = [&] {
    return fits() || budget_.beyond_ == std::thread::id() || budget_.beyond_ == std::this_thread::get_id();
  };
  budget_.freed_.wait(lock, may);
  if (!fits() && budget_.beyond_ == std::thread::id()) {
    budget_.beyond_ = std::this_thread::get_id();
    beyond_ = true;
  }
  budget_.used_ += more;
  held_ = bytes;
}

void UnpackBudget::Share::Release() {
  if (held_ == 0) return;
  const std::scoped_lock lock(budget_.mutex_);
  budget_.used_ -= held_;
  held_ = 0;
  if (beyond_) budget_.beyond_ = {};
  beyond_ = false;
  budget_.freed_.notify_all();
}

}  // namespace gatehouse::scan
