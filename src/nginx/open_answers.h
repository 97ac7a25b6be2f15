// The answers of one worker that a service is still giving: streams, WebSockets, downloads. The list owns nothing; who
// is on it takes itself off when it ends. nginx is not needed for any of it. Shown by open_answers_test.cc,
// tests/attacks/test_streams_end.py.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <utility>

#include "gate/standing.h"

struct ngx_http_request_s;

namespace gatehouse::nginx {

class OpenAnswers {
 public:
  class Answer {
   public:
    // `endless`: it has no end of its own.
    Answer(OpenAnswers& list, ngx_http_request_s* request, bool endless);
    ~Answer();
    Answer(const Answer&) = delete;
    Answer& operator=(const Answer&) = delete;

    [[nodiscard]] ngx_http_request_s* request() const { return request_; }
    [[nodiscard]] bool endless() const { return endless_; }
    // Filled in when it is first judged: most answers are gone before.
    std::optional<gate::Standing> standing;
    // The refusal that was observed of it and told already; kAllowed where there was none.
    gate::Reason told = gate::Reason::kAllowed;

   private:
    friend class OpenAnswers;
    OpenAnswers& list_;
    ngx_http_request_s* request_;
    bool endless_;
    Answer* before_ = nullptr;
    Answer* next_ = nullptr;
  };

  OpenAnswers() = default;
  OpenAnswers(const OpenAnswers&) = delete;
  OpenAnswers& operator=(const OpenAnswers&) = delete;

  [[nodiscard]] size_t size() const { return size_; }
  // Whether they were last judged `every` ago, by a timer that ticks each second. Asking takes the turn.
  [[nodiscard]] bool TakeTurn(base::Steady now, std::chrono::milliseconds every);

  // Calls `visit` once for each that is on the list now, which may end it, and others with it.
  template <typename Visit>
  void ForEach(Visit&& visit) {
    for (Answer* answer = first_; answer != nullptr; answer = cursor_) {
      cursor_ = answer->next_;
      visit(*answer);
    }
  }

 private:
  void Add(Answer& answer);
  void Remove(Answer& answer);

  Answer* first_ = nullptr;
  Answer* cursor_ = nullptr;  // the next one that ForEach visits
  size_t size_ = 0;
  base::Steady due_{};
};

}  // namespace gatehouse::nginx
