// The data about one request that must outlive a single callback. It is stored in the request's pool, so that it can be
// found after an internal redirect, when nginx clears the modules' contexts.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "answers/header_redactor.h"
#include "gate/pipeline.h"
#include "gate/request/trace_context.h"
#include "nginx/body_share.h"
#include "nginx/late_body.h"
#include "nginx/ngx.h"
#include "nginx/open_answers.h"
#include "nginx/peer_certificate.h"
#include "nginx/shield.h"

namespace gatehouse::nginx {

struct AnswerWork;

struct RequestState {
  // The progress of the request; it only moves down this list.
  enum class Step : uint8_t { kNew, kAskingForBody, kReadingBody, kBodyRead, kSettled };

  RequestState(Shield& the_shield, ngx_http_request_t* r);
  RequestState(const RequestState&) = delete;
  RequestState& operator=(const RequestState&) = delete;

  // Copies the target droplet of the message, because the directory may be read again during the request.
  void KeepDroplet();
  // Starts again with another `request`, for which nothing was decided yet.
  void BeginAgain();

  Shield& shield;
  ngx_pool_t* request_pool;
  base::Now arrived;
  ConnectionCertificate certificate;
  gate::Request request;
  gate::Exchange exchange;
  gate::TraceContext trace;
  bool timed;  // only one request in sixteen is timed, because reading the clock costs as much as some stages
  std::chrono::nanoseconds started;  // by the stopwatch; unset unless timed
  ngx_uint_t http_version;           // the request's version; nginx may change r's for the response
  gate::Decision decision;
  Step step = Step::kNew;
  std::unique_ptr<gate::DirectoryEntry> droplet;
  size_t server = 0;  // of the request's upstream, that is tried now
  // Names of headers that are not forwarded, if this worker has not reported the reason yet.
  std::string dropped_headers;
  Place place;  // one of the client's places, until the request ends

  // nginx's functions that read an upstream's response, while ours replace them (interim_answers.cc).
  struct Interim {
    ngx_int_t (*process_header)(ngx_http_request_t*) = nullptr;
    ngx_int_t (*reinit)(ngx_http_request_t*) = nullptr;
    unsigned count = 0;
  } interim;

  size_t body_bytes = 0;              // received so far
  std::optional<LateBody> late_body;  // if the response came first

  // The entry while a service responds, and the reason if the response was cut off; kAllowed otherwise.
  std::optional<OpenAnswers::Answer> open;
  gate::Reason cut_off = gate::Reason::kAllowed;

  ngx_http_upstream_conf_t* upstream_conf = nullptr;  // the request's own copy, if the policy sets timeouts

  AnswerWork* answer_work = nullptr;  // in the request's pool; null if the route does not change responses
  answers::Removed removed_from_headers;

  BodyShare body_share;
  bool refused = false;   // the gate itself responds
  bool reported = false;  // the request was counted, and its events were logged
  // For a masked response: the text that replaces the upstream's body, and the start of that body for the log.
  bool masking = false;
  bool mask_sent = false;
  uint16_t masked_status = 0;
  gate::Reason masked_reason = gate::Reason::kAllowed;
  std::string mask_body;
  std::string upstream_words;
  static constexpr size_t kMaxUpstreamWords = 1024;
};

// Times a stage from here to the end of the scope, if the request is timed.
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

// True if the client requests a WebSocket and the route allows it.
[[nodiscard]] bool IsWebSocket(const RequestState& state);

// Returns the state of r's main request, which is created at the first call. Null if memory ran out.
[[nodiscard]] RequestState* StateOf(ngx_http_request_t* r, Shield& shield);
// The same, but null if it was not created yet.
[[nodiscard]] RequestState* FindState(ngx_http_request_t* r);

[[nodiscard]] base::IpAddress PeerOf(const sockaddr* address);
// Returns views of what nginx parsed; the array of headers is in the request's pool. Throws std::bad_alloc.
[[nodiscard]] gate::Request ReadRequest(ngx_http_request_t* r, const gate::PeerCertificate& certificate);

}  // namespace gatehouse::nginx
