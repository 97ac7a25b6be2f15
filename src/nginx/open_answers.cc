#include "nginx/open_answers.h"

namespace gatehouse::nginx {
namespace {

constexpr std::chrono::milliseconds kTimerSlack{100};  // so that a timer that fires slightly early does not skip a turn

}  // namespace

OpenAnswers::Answer::Answer(OpenAnswers& list, ngx_http_request_s* request, bool endless)
    : list_(list), request_(request), endless_(endless) {
  list_.Add(*this);
}

OpenAnswers::Answer::~Answer() { list_.Remove(*this); }

bool OpenAnswers::TakeTurn(base::Steady now, std::chrono::milliseconds every) {
  if (now < due_) return false;
  due_ = now + every - kTimerSlack;
  return true;
}

// At the front: responses that are added during a walk are not visited.
void OpenAnswers::Add(Answer& answer) {
  answer.next_ = first_;
  if (first_ != nullptr) first_->before_ = &answer;
  first_ = &answer;
  ++size_;
}

void OpenAnswers::Remove(Answer& answer) {
  if (cursor_ == &answer) cursor_ = answer.next_;
  (answer.before_ != nullptr ? answer.before_->next_ : first_) = answer.next_;
  if (answer.next_ != nullptr) answer.next_->before_ = answer.before_;
  --size_;
}

}  // namespace gatehouse::nginx
