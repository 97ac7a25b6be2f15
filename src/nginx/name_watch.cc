#include "nginx/name_watch.h"

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace gatehouse::nginx {

// Shared by the thread and the watch, so that either may end first.
struct NameWatch::Shared {
  std::vector<std::string> names;
  Resolve resolve;
  Pace pace;
  std::atomic<uint64_t> version{0};
  mutable std::mutex mutex;
  mutable std::condition_variable changed;
  Addresses addresses;  // this and the following members are guarded by mutex
  bool looked = false;  // every name was looked up once
  bool soon = false;
  bool stop = false;
};

NameWatch::NameWatch(std::vector<std::string> names, Resolve resolve, Pace pace) : shared_(std::make_shared<Shared>()) {
  shared_->names = std::move(names);
  shared_->resolve = std::move(resolve);
  shared_->pace = pace;
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);  // a new thread inherits the mask of its creator
  std::thread([shared = shared_] { Run(shared); }).detach();
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

NameWatch::~NameWatch() {
  const std::lock_guard lock(shared_->mutex);
  shared_->stop = true;
  shared_->changed.notify_all();
}

bool NameWatch::WaitForFirst(std::chrono::milliseconds at_most) const {
  std::unique_lock lock(shared_->mutex);
  return shared_->changed.wait_for(lock, at_most, [this] { return shared_->looked; });
}

uint64_t NameWatch::version() const { return shared_->version.load(std::memory_order_acquire); }

NameWatch::Addresses NameWatch::addresses() const {
  const std::lock_guard lock(shared_->mutex);
  return shared_->addresses;
}

void NameWatch::LookSoon() {
  const std::lock_guard lock(shared_->mutex);
  shared_->soon = true;
  shared_->changed.notify_all();
}

// Returns whether every name has an address.
bool NameWatch::LookOnce(Shared& shared) {
  bool all = true;
  for (const std::string& name : shared.names) {
    std::vector<base::IpAddress> found = shared.resolve(name);
    std::ranges::sort(found);  // resolvers rotate the order, which is not a change
    all = all && !found.empty();
    const std::lock_guard lock(shared.mutex);
    if (shared.stop) return all;
    const auto known = shared.addresses.find(name);
    if (known != shared.addresses.end() && known->second == found) continue;
    shared.addresses[name] = std::move(found);
    shared.version.fetch_add(1, std::memory_order_release);
  }
  return all;
}

void NameWatch::Run(const std::shared_ptr<Shared>& shared) {
  std::unique_lock lock(shared->mutex);
  while (!shared->stop) {
    shared->soon = false;
    lock.unlock();
    const bool all = LookOnce(*shared);
    lock.lock();
    shared->looked = true;
    shared->changed.notify_all();
    const auto stop = [&] { return shared->stop; };
    if (shared->changed.wait_for(lock, shared->pace.soonest, stop)) return;
    if (!all) continue;
    shared->changed.wait_for(lock, shared->pace.every - shared->pace.soonest,
                             [&] { return shared->stop || shared->soon; });
  }
}

}  // namespace gatehouse::nginx
