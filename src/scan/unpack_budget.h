// How much memory the members of archives take that are unpacked at once: one bound for all threads. Who wants more
// waits, except for one thread at a time, which may go beyond it, so that no two wait for each other: an archive in an
// archive is unpacked while the outer member is still there. Shown by unpack_budget_test.cc.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <thread>

namespace gatehouse::scan {

class UnpackBudget {
 public:
  explicit UnpackBudget(size_t bytes) : bytes_(bytes) {}

  // What all scans of this process share.
  static UnpackBudget& OfProcess();

  // What one archive takes. For one thread; those of a thread end in the opposite order of their beginning.
  class Share {
   public:
    explicit Share(UnpackBudget& budget) : budget_(budget) {}
    ~Share() { Release(); }
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;

    // To `bytes` in all, if it has fewer. Waits until there is room.
    void Grow(size_t bytes);
    void Release();

   private:
    UnpackBudget& budget_;
    size_t held_ = 0;
    bool beyond_ = false;  // this share made its thread the one that may go beyond
  };

 private:
  const size_t bytes_;
  std::mutex mutex_;
  std::condition_variable freed_;
  size_t used_ = 0;
  std::thread::id beyond_;  // the thread that may go beyond; none: the next one that has to
};

}  // namespace gatehouse::scan
