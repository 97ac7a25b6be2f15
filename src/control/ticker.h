// The daemon's clock: what its parts have to do by themselves, again and again, from one thread.
// Shown by tests/control/test_daemon.py.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "control/endpoints.h"

namespace gatehouse::control {

class Ticker {
 public:
  using Work = void (Endpoints::*)(base::Now);
  Ticker(std::chrono::milliseconds interval, Work work) : interval_(interval), work_(work) {}
  ~Ticker();
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;

  void Start(std::shared_ptr<Endpoints> endpoints);
  // While the value lives, nothing ticks.
  [[nodiscard]] std::unique_lock<std::mutex> Pause();
  // Under Pause.
  void Replace(std::shared_ptr<Endpoints> endpoints);
  void Stop();  // waits for what is under way

 private:
  void Run();

  const std::chrono::milliseconds interval_;
  const Work work_;
  std::mutex ticking_;
  std::shared_ptr<Endpoints> endpoints_;  // under ticking_
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stop_ = false;  // under mutex_
  std::thread thread_;
};

}  // namespace gatehouse::control
