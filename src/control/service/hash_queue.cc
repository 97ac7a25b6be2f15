#include "control/service/hash_queue.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <exception>
#include <iterator>
#include <utility>

#include "control/service/client_key.h"

namespace gatehouse::service {
namespace {

// At this priority, hashing gets about a tenth of a contended processor: logins become slower, not the gate.
constexpr int kNiceness = 10;

}  // namespace

// Lives on the stack of the thread that waits for it.
struct HashQueue::Job {
  const HttpRequest& request;
  const std::function<void()>& work;
  std::string client;
  bool ended = false;
  Outcome outcome = Outcome::kDone;
  std::exception_ptr thrown;

  [[nodiscard]] bool Abandoned() const { return request.abandoned && request.abandoned(); }
};

int HashQueue::ThreadsForThisMachine() {
  return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, kMostThreads);
}

HashQueue::HashQueue(int threads) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
}

HashQueue::~HashQueue() {
  {
    const std::lock_guard hold(mutex_);
    stopping_ = true;
    while (!waiting_.empty()) Drop(waiting_.begin(), Outcome::kFull);
  }
  arrived_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  std::unique_lock hold(mutex_);
  ended_.wait(hold, [this] { return inside_ == 0; });
}

HashQueue::Outcome HashQueue::Run(const HttpRequest& request, const std::function<void()>& work) {
  Job job{.request = request, .work = work, .client = ClientKey(request.client), .thrown = {}};
  std::unique_lock hold(mutex_);
  if (stopping_ || !MakePlace(job.client)) return Outcome::kFull;
  waiting_.push_back(&job);
  ++clients_[job.client].waiting;
  ++inside_;
  arrived_.notify_one();
  ended_.wait(hold, [&] { return job.ended; });
  --inside_;
  ended_.notify_all();
  if (job.thrown) std::rethrow_exception(job.thrown);
  return job.outcome;
}

size_t HashQueue::waiting() const {
  const std::lock_guard hold(mutex_);
  return waiting_.size();
}

// Clients that closed their connection lose their places first. Then the client with the most places loses its newest
// one to a client with fewer.
bool HashQueue::MakePlace(const std::string& client) {
  const auto found = clients_.find(client);
  const size_t own = found == clients_.end() ? 0 : found->second.waiting;
  if (waiting_.size() < kMostWaiting && own < kMostPerClient) return true;
  bool found_gone = false;
  for (auto at = waiting_.begin(); at != waiting_.end();) {
    const auto here = at++;
    if (!(*here)->Abandoned()) continue;
    Drop(here, Outcome::kGone);
    found_gone = true;
  }
  if (found_gone) return MakePlace(client);
  if (own >= kMostPerClient) return false;
  const auto most = std::ranges::max_element(clients_, {}, [](const auto& entry) { return entry.second.waiting; });
  if (most == clients_.end() || most->second.waiting <= own + 1) return false;
  const std::string richest = most->first;
  const auto newest =
      std::ranges::find(waiting_.rbegin(), waiting_.rend(), richest, [](const Job* job) { return job->client; });
  Drop(std::prev(newest.base()), Outcome::kFull);
  return true;
}

// Returns the oldest job of the client whose last turn is longest ago.
HashQueue::Jobs::iterator HashQueue::Next() {
  return std::ranges::min_element(waiting_, {}, [this](const Job* job) { return clients_.at(job->client).served; });
}

void HashQueue::Drop(Jobs::iterator at, Outcome outcome) {
  Job& job = **at;
  waiting_.erase(at);
  Leave(job.client);
  job.outcome = outcome;
  job.ended = true;
  ended_.notify_all();
}

void HashQueue::Leave(const std::string& client) {
  const auto at = clients_.find(client);
  if (--at->second.waiting == 0) clients_.erase(at);
}

void HashQueue::Work() {
  // On Linux, this affects only this thread. If it fails, hashes run with normal priority.
  static_cast<void>(::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kNiceness));
  std::unique_lock hold(mutex_);
  while (true) {
    arrived_.wait(hold, [this] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return;
    const auto at = Next();
    Job& job = **at;
    if (job.Abandoned()) {
      Drop(at, Outcome::kGone);
      continue;
    }
    waiting_.erase(at);
    clients_.at(job.client).served = ++turn_;
    Leave(job.client);
    hold.unlock();
    std::exception_ptr thrown;
    try {
      job.work();
    } catch (...) {
      thrown = std::current_exception();
    }
    hold.lock();
    job.thrown = std::move(thrown);
    job.ended = true;
    ended_.notify_all();
  }
}

}  // namespace gatehouse::service
