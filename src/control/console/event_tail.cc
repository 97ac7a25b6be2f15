#include "control/console/event_tail.h"

#include <sys/stat.h>

#include <algorithm>

namespace gatehouse::console {
namespace {

uint64_t NearTheEnd(const std::string& path) {
  struct stat info{};
  if (::stat(path.c_str(), &info) != 0) return 0;
  const auto size = static_cast<uint64_t>(info.st_size);
  return size > EventTail::kReadAtStart ? size - EventTail::kReadAtStart : 0;
}

int64_t MinuteOf(base::Wall time) { return std::chrono::floor<std::chrono::minutes>(time).time_since_epoch().count(); }

}  // namespace

void EventTail::CatchUp() {
  const std::lock_guard hold(mutex_);
  if (!reader_) {
    auto opened = events::Reader::Open(path_, NearTheEnd(path_));
    if (!opened) return;
    reader_ = std::move(*opened);
  }
  while (true) {
    const auto line = reader_->Next();
    if (!line) {
      reader_.reset();  // opened again by the next call
      return;
    }
    if (*line) {
      Take(**line);
      continue;
    }
    if (!reader_->Replaced()) return;
    auto next = reader_->OpenNext();
    if (!next) return;
    reader_ = std::move(*next);
  }
}

// A partial line, if reading began in its middle, is not an event.
void EventTail::Take(const events::Reader::Line& line) {
  if (line.too_long) return;
  const auto event = parser_.Parse(line.text);
  if (!event) return;
  lines_.push_back({++last_, std::string(line.text)});
  if (lines_.size() > kKeptLines) lines_.pop_front();
  if (event->type != events::EventType::kRefused && event->type != events::EventType::kLoginFailed) return;
  const std::string_view name = event->principal.empty() ? event->address : event->principal;
  if (name.empty()) return;
  const int64_t now = MinuteOf(event->time);
  Minute& minute = minutes_[static_cast<uint64_t>(now) % kMinutes];
  if (minute.minute != now) minute = {now, {}};
  const auto found = minute.callers.find(name);
  if (found != minute.callers.end()) {
    found->second += event->count;
  } else if (minute.callers.size() < kMostCallers) {
    minute.callers.emplace(name, event->count);
  }
}

std::vector<EventTail::Line> EventTail::After(uint64_t number, size_t most) const {
  const std::lock_guard hold(mutex_);
  auto first = std::ranges::upper_bound(lines_, number, {}, &Line::number);
  const auto there = static_cast<size_t>(lines_.end() - first);
  if (there > most) first += static_cast<std::ptrdiff_t>(there - most);
  return {first, lines_.end()};
}

uint64_t EventTail::last() const {
  const std::lock_guard hold(mutex_);
  return last_;
}

std::vector<EventTail::Caller> EventTail::MostRefused(base::Wall now, size_t most) const {
  std::map<std::string, uint64_t> sums;
  {
    const std::lock_guard hold(mutex_);
    for (const Minute& minute : minutes_) {
      if (minute.minute <= MinuteOf(now) - static_cast<int64_t>(kMinutes)) continue;
      for (const auto& [name, count] : minute.callers) sums[name] += count;
    }
  }
  std::vector<Caller> callers;
  for (const auto& [name, count] : sums) callers.push_back({name, count});
  std::ranges::stable_sort(callers, std::ranges::greater(), &Caller::count);
  if (callers.size() > most) callers.resize(most);
  return callers;
}

}  // namespace gatehouse::console
