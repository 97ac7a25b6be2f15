// The callbacks that module.cc hands to nginx, one file each. All are noexcept; what goes wrong inside refuses the
// request.
#pragma once

#include "nginx/ngx.h"
#include "nginx/request_state.h"

namespace gatehouse::nginx {

// admission.cc: PREACCESS. Runs the pipeline, reads the body where the route asks for it, refuses or prepares the
// request for the upstream.
ngx_int_t AdmissionHandler(ngx_http_request_t* r) noexcept;

// decide.cc: gate::Admit, gate::InspectBody and their like for this request, after whatever changed in the meantime was
// read. What the exchange points to afterwards stays for as long as the comments of RequestState say. Throw.
[[nodiscard]] gate::Decision Admit(ngx_http_request_t* r, RequestState& state);
[[nodiscard]] gate::Decision CountBody(RequestState& state, uint64_t bytes);
[[nodiscard]] gate::Decision TakeBody(RequestState& state, uint64_t bytes);
[[nodiscard]] gate::Decision InspectBody(ngx_http_request_t* r, RequestState& state, std::string_view body);
// The body that the service gets instead of the one that came; it must live as long as the request. Throws.
void ReplaceBody(ngx_http_request_t* r, std::string_view body);
[[nodiscard]] gate::Decision InspectForm(ngx_http_request_t* r, RequestState& state, std::string_view form);
// What reading files again has brought, in nginx's error log.
void TellNews(ngx_log_t* log, const Shield& shield, const LiveFiles::News& news);

// response_filter.cc: headers of every response, error masking, and no delay for server-sent events.
void InstallResponseFilters() noexcept;

// flow.cc: whether this answer goes on as it comes. Asked when its header is there; `stream` as its type says.
[[nodiscard]] bool MustFlow(const ngx_http_request_t* r, const RequestState& state, bool stream);

// request_body.cc: no body has more bytes than its route allows, however it comes.
void InstallRequestBodyFilter() noexcept;

// report.cc: LOG. Counters, latency, and one event for whatever was refused or went wrong.
ngx_int_t ReportHandler(ngx_http_request_t* r) noexcept;
// One event about an answer that is cut off, or would be if its rule were not only observed. Throws.
void ReportCutOff(ngx_http_request_t* r, RequestState& state, gate::Reason reason, bool observed);

// recheck.cc: an answer is listed when it begins.
void ListAnswer(ngx_http_request_t* r, RequestState& state, bool stream);
// Cuts off every answer whose caller may stay no longer: for the timer. One that can't be judged is cut off too.
void RecheckAnswers(Shield& shield, base::Now now);

// forward_auth.cc: content handlers of `gatehouse_forward_auth` and `gatehouse_assertion_keys`; and the state of a
// request to one of our own locations, where the pipeline does not run before the handler: null where the location has
// no policy, or memory ran out.
[[nodiscard]] RequestState* OwnState(ngx_http_request_t* r);
ngx_int_t ForwardAuthHandler(ngx_http_request_t* r) noexcept;
ngx_int_t AssertionKeysHandler(ngx_http_request_t* r) noexcept;

// health.cc: content handler of `gatehouse_health`.
ngx_int_t HealthHandler(ngx_http_request_t* r) noexcept;

// policy_upstream.cc: `gatehouse_servers` in an upstream block: the servers of the policy's upstream that the request
// is for.
char* SetPolicyUpstream(ngx_conf_t* cf, ngx_command_t* command, void* conf) noexcept;

// droplet_upstream.cc: `gatehouse_droplets` in an upstream block: the droplet of the directory that the message is for.
char* SetDropletUpstream(ngx_conf_t* cf, ngx_command_t* command, void* conf) noexcept;

// upstream_block.cc: what both have in common. A block whose servers are the module's; the answer of a directive's
// handler. No TLS session is kept: the next request may be for another server.
char* TakeUpstreamBlock(ngx_conf_t* cf, ngx_http_upstream_init_pt init) noexcept;
ngx_int_t SetNoTlsSession(ngx_peer_connection_t* connection, void* data) noexcept;
void SaveNoTlsSession(ngx_peer_connection_t* connection, void* data) noexcept;

// interim_answers.cc: from here on 100, 102, 103 and their like are not answers to this request.
void SkipInterimAnswers(ngx_http_request_t* r, RequestState& state) noexcept;

// upstream_timeouts.cc: `gatehouse_timeouts` in an upstream block: the policy's timeouts, and no second try of what may
// have run. The answer has begun: from here on it may pause for as long as its kind and its route may.
char* SetUpstreamTimeouts(ngx_conf_t* cf, ngx_command_t* command, void* conf) noexcept;
void WaitForRest(ngx_http_request_t* r, const RequestState& state);

// variables.cc: $gatehouse_upstream, $gatehouse_connection, $gatehouse_trace_id and their like.
ngx_int_t AddVariables(ngx_conf_t* cf) noexcept;

// end_old_workers.cc: for the master, while it begins a new configuration whose workers are not there yet.
void EndOldWorkers(ngx_cycle_t* cycle, size_t overlap);

// answer.cc: answers that the gate gives itself. Return what a content handler returns. A refusal of somebody who only
// has to log in is a redirection to where that is done, if a browser is asking for a page. A gRPC client is told in its
// own terms that gRPC does not pass: status 200, and the failure in `grpc-status`.
ngx_int_t SendRefusal(ngx_http_request_t* r, RequestState& state, const gate::Decision& decision);
// The refusal in the terms of nginx's auth_request: 401, or 403 for everything else, with the true status in
// X-Gatehouse-Status and the true body in X-Gatehouse-Problem.
ngx_int_t SendAuthRequestRefusal(ngx_http_request_t* r, RequestState& state, const gate::Decision& decision);
ngx_int_t SendNoContent(ngx_http_request_t* r);
ngx_int_t SendText(ngx_http_request_t* r, ngx_uint_t status, std::string_view content_type, std::string_view body);
// Adds a response header; name and value must outlive the request. Throws std::bad_alloc.
inline void AddHeader(ngx_http_request_t* r, std::string_view name, std::string_view value) {
  PushHeader(r->headers_out.headers) = AnswerHeader(name, value);
}
// The same with a copy of the value, or of both, in the request's pool.
void AddHeaderValue(ngx_http_request_t* r, std::string_view name, std::string_view value);
void AddHeaderCopy(ngx_http_request_t* r, std::string_view name, std::string_view value);

// upstream_request.cc: takes out what must not come from outside and puts in who was let through. Throws
// std::bad_alloc. False where the assertion could not be signed: the request must be refused.
[[nodiscard]] bool PrepareUpstreamRequest(ngx_http_request_t* r, RequestState& state);
// Whether the request goes to the control daemon. It alone is told which session a browser still holds, since a login
// ends the one before it, and it alone sets the session's cookie.
[[nodiscard]] bool GoesToControl(const RequestState& state);

// body_view.cc: the whole request body as one view, in the request's pool where it had to be put together. Throws.
[[nodiscard]] base::Result<std::string_view> ViewBody(ngx_http_request_t* r);
// Its first `most` bytes, in `copy` where they had to be put together.
[[nodiscard]] base::Result<std::string_view> ViewBodyStart(ngx_http_request_t* r, size_t most, std::string& copy);
[[nodiscard]] off_t BodyBytes(ngx_http_request_t* r);

}  // namespace gatehouse::nginx
