// The responses of one worker that are still running: streams, WebSockets, downloads. The list owns nothing; an
// entry removes itself when it ends. Independent of nginx. Tests: open_answers_test.cc,
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
    // `endless`: the response does not end by itself.
    Answer(OpenAnswers& list, ngx_http_request_s* request, bool endless);
    ~Answer();
    Answer(const Answer&) = delete;
    Answer& operator=(const Answer&) = delete;

    [[nodiscard]] ngx_http_request_s* request() const { return request_; }
    [[nodiscard]] bool endless() const { return endless_; }
    // Set at the first check: most responses end before.
    std::optional<gate::Standing> standing;
    // The refusal that was reported in observe mode; kAllowed if there was none.
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
  // True if the last check was `every` ago, for a timer with one-second ticks. A call that returns true takes the turn.
  [[nodiscard]] bool TakeTurn(base::Steady now, std::chrono::milliseconds every);

  // Calls `visit` once for each current entry; `visit` may remove that entry and others.
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
  Answer* cursor_ = nullptr;  // the next entry for ForEach
  size_t size_ = 0;
  base::Steady due_{};
};

}  // namespace gatehouse::nginx
