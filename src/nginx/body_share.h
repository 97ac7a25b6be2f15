// The part of a worker's `inspected_bytes` (memory for inspected bodies) that one request uses, from
// before the first byte of its body is read to the end of the request. Tests: body_share_test.cc and
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

// The destructor returns its bytes. The budget must outlive it.
class BodyShare {
 public:
  BodyShare() = default;
  ~BodyShare();
  BodyShare(const BodyShare&) = delete;
  BodyShare& operator=(const BodyShare&) = delete;

  // Changes its share to `bytes`. Returns false, without a change, if there is no room;
  // the only body always has room.
  [[nodiscard]] bool Take(BodyBudget& budget, uint64_t bytes);

 private:
  BodyBudget* budget_ = nullptr;
  uint64_t bytes_ = 0;
};

}  // namespace gatehouse::nginx
