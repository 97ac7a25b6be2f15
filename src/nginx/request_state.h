// Everything about one request that outlives a single callback. It hangs on the request's pool, so that it is found
// again after an internal redirect, where nginx forgets the modules' contexts.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "gate/pipeline.h"
#include "gate/request/trace_context.h"
#include "nginx/body_share.h"
#include "nginx/ngx.h"
#include "nginx/open_answers.h"
#include "nginx/shield.h"

namespace gatehouse::nginx {

struct AnswerWork;

struct RequestState {
  // How far the request has come; it only moves down this list.
  enum class Step : uint8_t { kNew, kAskingForBody, kReadingBody, kBodyRead, kSettled };

  RequestState(Shield& the_shield, ngx_http_request_t* r);
  RequestState(const RequestState&) = delete;
  RequestState& operator=(const RequestState&) = delete;

  // The droplet that the message is for, for as long as the request lives: the directory may be read again.
  void KeepDroplet();
  // `request` is another one now: nothing has been decided about it yet.
  void BeginAgain();

  Shield& shield;
  ngx_pool_t* request_pool;
  base::Now arrived;
  gate::Request request;
  gate::Exchange exchange;
  gate::TraceContext trace;
  bool timed;  // one request in sixteen has its stages timed: the clock costs as much as some of them
  std::chrono::nanoseconds started;  // by the stopwatch; unset unless timed
  ngx_uint_t http_version;           // of the request; nginx may change r's for the answer
  gate::Decision decision;
  Step step = Step::kNew;
  std::unique_ptr<gate::DirectoryEntry> droplet;
  std::string dropped_headers;  // names that stay behind for a reason that this worker has not told of yet
  Place place;                  // of the client's, while the request is under way
  bool may_redirect = true;     // to the login page: false where the answer is for another proxy to understand

  // nginx's own readers of an upstream's answer, while ours stand in their place (interim_answers.cc).
  struct Interim {
    ngx_int_t (*process_header)(ngx_http_request_t*) = nullptr;
    ngx_int_t (*reinit)(ngx_http_request_t*) = nullptr;
    unsigned count = 0;
  } interim;

  size_t body_bytes = 0;  // that have come so far

  // While a service answers, and why that was cut off: kAllowed as long as it was not.
  std::optional<OpenAnswers::Answer> open;
  gate::Reason cut_off = gate::Reason::kAllowed;

  ngx_http_upstream_conf_t* upstream_conf = nullptr;  // the request's own, where the policy's timeouts hold

  AnswerWork* answer_work = nullptr;  // in the request's pool, where the route wants something done to answers

  BodyShare body_share;
  bool refused = false;  // the answer is ours
  // A masked answer: what stands in for the upstream's body, and the beginning of that body for the log.
  bool masking = false;
  bool mask_sent = false;
  uint16_t masked_status = 0;
  gate::Reason masked_reason = gate::Reason::kAllowed;
  std::string mask_body;
  std::string upstream_words;
  static constexpr size_t kMaxUpstreamWords = 1024;
};

// Times a stage from here to the end of the scope, if the request is one of those that are timed.
class Stopwatch {
 public:
  Stopwatch(RequestState& state, state::Timed stage)
      : state_(state), stage_(stage), started_(state.timed ? base::ReadStopwatch() : std::chrono::nanoseconds{0}) {}
  ~Stopwatch();
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

 private:
  RequestState& state_;
  state::Timed stage_;
  std::chrono::nanoseconds started_;
};

// Whether the client asks for a WebSocket, and the route takes it.
[[nodiscard]] bool IsWebSocket(const RequestState& state);

// The state of r's main request; made on first sight. Null where memory ran out.
[[nodiscard]] RequestState* StateOf(ngx_http_request_t* r, Shield& shield);
// The same, only if there is one.
[[nodiscard]] RequestState* FindState(ngx_http_request_t* r);

[[nodiscard]] base::IpAddress PeerOf(const sockaddr* address);
// Views into what nginx parsed; the header array lives in the request's pool. Throws std::bad_alloc.
[[nodiscard]] gate::Request ReadRequest(ngx_http_request_t* r);

}  // namespace gatehouse::nginx
