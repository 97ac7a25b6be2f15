// What one request's body takes of the bytes that a worker holds at once to look into bodies (`inspected_bytes`): from
// before its first byte is read to the end of the request. Shown by body_share_test.cc and
// tests/attacks/test_bodies_in_sum.py.
#pragma once

#include <cstdint>

namespace gatehouse::nginx {

class BodyBudget {
 public:
  explicit BodyBudget(uint64_t bytes) : bytes_(bytes) {}
  [[nodiscard]] uint64_t used() const { return used_; }

 private:
  friend class BodyShare;
  uint64_t bytes_;
  uint64_t used_ = 0;
};

// Gives back what it has when it goes. The budget must outlive it.
class BodyShare {
 public:
  BodyShare() = default;
  ~BodyShare();
  BodyShare(const BodyShare&) = delete;
  BodyShare& operator=(const BodyShare&) = delete;

  // Has `bytes` from now on, instead of what it had. False, and nothing is changed, where there is no room for them;
  // the only body that is held always has room.
  [[nodiscard]] bool Take(BodyBudget& budget, uint64_t bytes);

 private:
  BodyBudget* budget_ = nullptr;
  uint64_t bytes_ = 0;
};

}  // namespace gatehouse::nginx
