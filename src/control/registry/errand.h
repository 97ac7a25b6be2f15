// Runs work that may block for seconds outside the thread that ticks: one piece at a time; the destructor waits for it.
#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <utility>

namespace gatehouse::registry {

class Errand {
 public:
  ~Errand() { Wait(); }
  Errand() = default;
  Errand(const Errand&) = delete;
  Errand& operator=(const Errand&) = delete;

  [[nodiscard]] bool Idle() const {
    return !running_.valid() || running_.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
  }
  // Call it only when idle. `work` must not throw.
  void Start(std::function<void()> work) { running_ = std::async(std::launch::async, std::move(work)); }
  void Wait() const {
    if (running_.valid()) running_.wait();
  }

 private:
  std::future<void> running_;
};

}  // namespace gatehouse::registry
