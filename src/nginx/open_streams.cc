#include "nginx/open_streams.h"

namespace gatehouse::nginx {
namespace {

constexpr std::chrono::milliseconds kTimerSlack{100};  // a timer that is a little early does not lose a turn

}  // namespace

OpenStreams::Stream::Stream(OpenStreams& list, ngx_http_request_s* request, gate::Standing standing)
    : list_(list), request_(request), standing_(std::move(standing)) {
  list_.Add(*this);
}

OpenStreams::Stream::~Stream() { list_.Remove(*this); }

bool OpenStreams::TakeTurn(base::Steady now, std::chrono::milliseconds every) {
  if (now < due_) return false;
  due_ = now + every - kTimerSlack;
  return true;
}

// In front: what comes while the list is walked is not visited.
void OpenStreams::Add(Stream& stream) {
  stream.next_ = first_;
  if (first_ != nullptr) first_->before_ = &stream;
  first_ = &stream;
  ++size_;
}

void OpenStreams::Remove(Stream& stream) {
  if (cursor_ == &stream) cursor_ = stream.next_;
  (stream.before_ != nullptr ? stream.before_->next_ : first_) = stream.next_;
  if (stream.next_ != nullptr) stream.next_->before_ = stream.before_;
  --size_;
}

}  // namespace gatehouse::nginx
