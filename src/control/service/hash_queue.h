// The queue of password hashes. A hash keeps a processor busy for a while, and anyone can request any number of them.
// Separate threads compute them, with a lower priority than everything else on the machine, so that keys, tokens and
// pages never wait for one. The queue is bounded, fair between clients, and drops clients that have closed their
// connection. Tests: hash_queue_test.cc and tests/attacks/test_dear_work.py.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "control/service/http.h"

namespace gatehouse::service {

class HashQueue {
 public:
  static constexpr size_t kMostWaiting = 32;
  static constexpr size_t kMostPerClient = 16;  // limit per address (IPv6: per /64)
  static constexpr int kMostThreads = 8;
  // For Retry-After if the queue is full: about the time that a full queue needs.
  static constexpr std::chrono::seconds kRetryAfter{2};

  enum class Outcome : uint8_t {
    kDone,
    kFull,  // no place, or a client with fewer places got it: try again later
    kGone,  // the client closed the connection before its turn
  };

  explicit HashQueue(int threads = ThreadsForThisMachine());
  ~HashQueue();  // waiting jobs end with kFull
  HashQueue(const HashQueue&) = delete;
  HashQueue& operator=(const HashQueue&) = delete;

  // Waits for the turn of `request`, then runs `work` on a thread of the queue and waits for its end. Its exceptions
  // are thrown to the caller.
  [[nodiscard]] Outcome Run(const HttpRequest& request, const std::function<void()>& work);

  // The number of waiting jobs.
  [[nodiscard]] size_t waiting() const;

  // One per processor, at most kMostThreads.
  [[nodiscard]] static int ThreadsForThisMachine();

 private:
  struct Job;
  using Jobs = std::list<Job*>;
  [[nodiscard]] bool MakePlace(const std::string& client);
  Jobs::iterator Next();
  void Drop(Jobs::iterator at, Outcome outcome);
  void Leave(const std::string& client);
  void Work();

  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::condition_variable ended_;
  bool stopping_ = false;
  size_t inside_ = 0;  // threads in Run
  uint64_t turn_ = 0;
  Jobs waiting_;  // oldest first; at most kMostWaiting
  struct Client {
    size_t waiting = 0;
    uint64_t served = 0;  // number of its last turn; 0: none yet
  };
  std::map<std::string, Client> clients_;  // clients with jobs in waiting_
  std::vector<std::thread> threads_;
};

}  // namespace gatehouse::service
