#include "control/ticker.h"

#include <utility>

namespace gatehouse::control {
void Ticker::Start(std::shared_ptr<Endpoints> endpoints) {
  endpoints_ = std::move(endpoints);
  thread_ = std::thread([this] { Run(); });
}

std::unique_lock<std::mutex> Ticker::Pause() { return std::unique_lock(ticking_); }

void Ticker::Replace(std::shared_ptr<Endpoints> endpoints) { endpoints_ = std::move(endpoints); }

void Ticker::Run() {
  std::unique_lock hold(mutex_);
  while (!changed_.wait_for(hold, interval_, [this] { return stop_; })) {
    hold.unlock();
    {
      const std::lock_guard tick(ticking_);
      (*endpoints_.*work_)(base::ReadClocks());
    }
    hold.lock();
  }
}

void Ticker::Stop() {
  {
    const std::lock_guard hold(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

Ticker::~Ticker() { Stop(); }

}  // namespace gatehouse::control
