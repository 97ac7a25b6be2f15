// The threads of a server and the bounded queue of connections that wait for one. One more thread turns away the
// connections that do not fit into the queue, so that they get an answer at once. Tests: server_test.cc.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace gatehouse::service {

class RequestQueue {
 public:
  // `most`: the number of tasks that may wait for one of the threads.
  RequestQueue(int threads, size_t most);
  RequestQueue(const RequestQueue&) = delete;
  RequestQueue& operator=(const RequestQueue&) = delete;

  // Queues a task. If both lines are full, it waits: further connections stay in the kernel's queue.
  void Add(std::function<void()> task);
  // Finishes the queued tasks and ends the threads. Must be called once, before the destructor.
  void End();
  // True on the thread whose tasks only turn a connection away.
  [[nodiscard]] static bool TurnsAway();

 private:
  struct Line {
    std::deque<std::function<void()>> tasks;
    std::condition_variable arrived;
  };
  void Work(Line& line);

  const size_t most_;
  std::mutex mutex_;
  std::condition_variable room_;
  Line served_;
  Line turned_away_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace gatehouse::service
