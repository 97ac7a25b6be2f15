// The daemon's clock: what its parts have to do by themselves, every second, from one thread.
// Shown by tests/control/test_daemon.py.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "control/endpoints.h"

namespace gatehouse::control {

class Ticker {
 public:
  Ticker() = default;
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

  std::mutex ticking_;
  std::shared_ptr<Endpoints> endpoints_;  // under ticking_
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stop_ = false;  // under mutex_
  std::thread thread_;
};

}  // namespace gatehouse::control
