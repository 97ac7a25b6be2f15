#include "control/service/request_queue.h"

#include <utility>

namespace gatehouse::service {
namespace {

thread_local bool turns_away = false;

}  // namespace

RequestQueue::RequestQueue(int threads, size_t most) : most_(most) {
  for (int i = 0; i < threads; ++i) {
    threads_.emplace_back([this] { Work(served_); });
  }
  threads_.emplace_back([this] {
    turns_away = true;
    Work(turned_away_);
  });
}

void RequestQueue::Add(std::function<void()> task) {
  std::unique_lock hold(mutex_);
  Line& line = served_.tasks.size() < most_ ? served_ : turned_away_;
  room_.wait(hold, [&] { return stopping_ || line.tasks.size() < most_; });
  line.tasks.push_back(std::move(task));
  line.arrived.notify_one();
}

void RequestQueue::End() {
  {
    const std::lock_guard hold(mutex_);
    stopping_ = true;
  }
  served_.arrived.notify_all();
  turned_away_.arrived.notify_all();
  room_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool RequestQueue::TurnsAway() { return turns_away; }

void RequestQueue::Work(Line& line) {
  std::unique_lock hold(mutex_);
  while (true) {
    line.arrived.wait(hold, [&] { return stopping_ || !line.tasks.empty(); });
    if (line.tasks.empty()) return;
    const auto task = std::move(line.tasks.front());
    line.tasks.pop_front();
    room_.notify_one();
    hold.unlock();
    task();
    hold.lock();
  }
}

}  // namespace gatehouse::service
