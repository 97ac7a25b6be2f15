// The daemon's clock: calls the parts' periodic work from one thread.
// Tests: tests/control/test_daemon.py.
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
  // No tick happens while the returned lock exists.
  [[nodiscard]] std::unique_lock<std::mutex> Pause();
  // Call it only while holding Pause().
  void Replace(std::shared_ptr<Endpoints> endpoints);
  void Stop();  // waits for the current tick

 private:
  void Run();

  const std::chrono::milliseconds interval_;
  const Work work_;
  std::mutex ticking_;
  std::shared_ptr<Endpoints> endpoints_;  // guarded by ticking_
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stop_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace gatehouse::control
