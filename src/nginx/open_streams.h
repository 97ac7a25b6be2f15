// The exchanges of one worker that last: upgraded connections and event streams, each with what it was let in with.
// The list owns nothing; whoever is on it takes itself off when it ends. nginx is not needed for any of it. Shown by
// open_streams_test.cc, tests/attacks/test_streams_end.py.
#pragma once

#include <chrono>
#include <cstddef>
#include <utility>

#include "gate/standing.h"

struct ngx_http_request_s;

namespace gatehouse::nginx {

class OpenStreams {
 public:
  class Stream {
   public:
    Stream(OpenStreams& list, ngx_http_request_s* request, gate::Standing standing);
    ~Stream();
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    [[nodiscard]] ngx_http_request_s* request() const { return request_; }
    [[nodiscard]] const gate::Standing& standing() const { return standing_; }
    // The refusal that was observed of it and told already; kAllowed where there was none.
    gate::Reason told = gate::Reason::kAllowed;

   private:
    friend class OpenStreams;
    OpenStreams& list_;
    ngx_http_request_s* request_;
    gate::Standing standing_;
    Stream* before_ = nullptr;
    Stream* next_ = nullptr;
  };

  OpenStreams() = default;
  OpenStreams(const OpenStreams&) = delete;
  OpenStreams& operator=(const OpenStreams&) = delete;

  [[nodiscard]] size_t size() const { return size_; }
  // Whether they were last judged `every` ago, by a timer that ticks each second. Asking takes the turn.
  [[nodiscard]] bool TakeTurn(base::Steady now, std::chrono::milliseconds every);

  // Calls `visit` once for each that is on the list now, which may end it, and others with it.
  template <typename Visit>
  void ForEach(Visit&& visit) {
    for (Stream* stream = first_; stream != nullptr; stream = cursor_) {
      cursor_ = stream->next_;
      visit(*stream);
    }
  }

 private:
  void Add(Stream& stream);
  void Remove(Stream& stream);

  Stream* first_ = nullptr;
  Stream* cursor_ = nullptr;  // the next one that ForEach visits
  size_t size_ = 0;
  base::Steady due_{};
};

}  // namespace gatehouse::nginx
